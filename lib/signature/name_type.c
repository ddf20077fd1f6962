/* Attribute types: short names and dotted object identifiers. */
#include "signature/name_parts.h"

#include <string.h>

typedef struct keyword {
  const char *name;
  const char *type;
} keyword;

#define EMAIL_ADDRESS    "1.2.840.113549.1.9.1"
#define USER_ID          "0.9.2342.19200300.100.1.1"
#define DOMAIN_COMPONENT "0.9.2342.19200300.100.1.25"

/* RFC 4519, X.520 and PKCS #9, and the abbreviations that Java, .NET and OpenSSL write. */
static const keyword KEYWORDS[] = {
    {"CN", "2.5.4.3"},
    {"commonName", "2.5.4.3"},
    {"SN", "2.5.4.4"},
    {"surname", "2.5.4.4"},
    {"serialNumber", "2.5.4.5"},
    {"C", "2.5.4.6"},
    {"countryName", "2.5.4.6"},
    {"L", "2.5.4.7"},
    {"localityName", "2.5.4.7"},
    {"ST", "2.5.4.8"},
    {"S", "2.5.4.8"},
    {"stateOrProvinceName", "2.5.4.8"},
    {"STREET", "2.5.4.9"},
    {"streetAddress", "2.5.4.9"},
    {"O", "2.5.4.10"},
    {"organizationName", "2.5.4.10"},
    {"OU", "2.5.4.11"},
    {"organizationalUnitName", "2.5.4.11"},
    {"T", "2.5.4.12"},
    {"title", "2.5.4.12"},
    {"description", "2.5.4.13"},
    {"businessCategory", "2.5.4.15"},
    {"postalCode", "2.5.4.17"},
    {"telephoneNumber", "2.5.4.20"},
    {"name", "2.5.4.41"},
    {"GN", "2.5.4.42"},
    {"G", "2.5.4.42"},
    {"givenName", "2.5.4.42"},
    {"initials", "2.5.4.43"},
    {"generationQualifier", "2.5.4.44"},
    {"x500UniqueIdentifier", "2.5.4.45"},
    {"dnQualifier", "2.5.4.46"},
    {"pseudonym", "2.5.4.65"},
    {"organizationIdentifier", "2.5.4.97"},
    {"UID", USER_ID},
    {"userId", USER_ID},
    {"DC", DOMAIN_COMPONENT},
    {"domainComponent", DOMAIN_COMPONENT},
    {"E", EMAIL_ADDRESS},
    {"emailAddress", EMAIL_ADDRESS},
};

static char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Without regard to case; of ASCII only. */
static int begins_with(const char *text, size_t size, const char *word) {
  size_t i;
  for (i = 0; word[i] != '\0'; i++)
    if (i == size || to_lower(text[i]) != to_lower(word[i]))
      return 0;
  return 1;
}

static int is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* numericoid of RFC 4512: two numbers or more without leading zeros, so that an identifier has one spelling. */
static int is_dotted(const char *text, size_t size) {
  size_t i = 0, numbers = 0;
  while (i < size && is_digit(text[i])) {
    size_t start = i;
    while (i < size && is_digit(text[i]))
      i++;
    if (text[start] == '0' && i - start > 1)
      return 0;
    numbers++;
    if (i == size)
      return numbers > 1;
    if (text[i++] != '.')
      return 0;
  }
  return 0;
}

static int find_keyword(const char *text, size_t size, chret_i_name_part *part) {
  size_t i;
  for (i = 0; i < sizeof KEYWORDS / sizeof KEYWORDS[0]; i++)
    if (strlen(KEYWORDS[i].name) == size && begins_with(text, size, KEYWORDS[i].name)) {
      part->type = KEYWORDS[i].type;
      part->type_size = strlen(part->type);
      return 1;
    }
  return 0;
}

int chret_i_name_read_type(chret_i_name_reader *reader, chret_i_name_part *part) {
  static const char PREFIX[] = "OID.";
  const char *text = reader->at;
  size_t size;
  while (reader->at < reader->end && (is_digit(*reader->at) || *reader->at == '.' ||
                                      (to_lower(*reader->at) >= 'a' && to_lower(*reader->at) <= 'z')))
    reader->at++;
  size = (size_t)(reader->at - text);
  if (find_keyword(text, size, part))
    return 1;
  if (begins_with(text, size, PREFIX)) {
    text += sizeof PREFIX - 1;
    size -= sizeof PREFIX - 1;
  }
  if (!is_dotted(text, size))
    return 0;
  memcpy(reader->out, text, size);
  part->type = reader->out;
  part->type_size = size;
  reader->out += size;
  return 1;
}
