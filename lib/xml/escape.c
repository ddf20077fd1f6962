#include "xml/escape.h"

#include <stddef.h>

const char *chret_i_xml_reference(char c) {
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '\r':
    return "&#xD;";
  default:
    return NULL;
  }
}
