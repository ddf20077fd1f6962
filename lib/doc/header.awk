# header.awk - a public header as reference: one source for Doxygen, the manual pages and whoever reads the header.
#   awk -f lib/doc/header.awk -v to=doxygen HEADER                    the header with comments that Doxygen takes
#   awk -f lib/doc/header.awk -v to=man -v version=0.1.0 HEADER       its manual page, in roff
# How headers are written: a comment speaks of all declarations from it to the next comment or empty line; one with an
# empty line after it, of its section; one that ends a line, of that line. A declaration that none speaks of ends this
# with exit 1, and so does a comment that is not of such a form.

function fail(text) {
  print FILENAME ":" FNR ": " text > "/dev/stderr"
  failed = 1
}

# ---- Text ----

function add(text, line) { return text == "" ? line : text "\n" line }

# Each part of a comment between backticks is code; the rest goes through plain_TO().
function marked(text,   parts, count, i, out) {
  count = split(text, parts, "`")
  for (i = 1; i <= count; i++)
    out = out (i % 2 ? (to == "man" ? plain_man(parts[i]) : plain_doxygen(parts[i])) : code(parts[i]))
  return out
}

function code(text) {
  if (to == "doxygen") return "`" text "`"
  return "\\fB" plain_man(text) "\\fR"
}

function plain_man(text) {
  gsub(/\\/, "\\e", text)
  gsub(/-/, "\\-", text)
  return text
}

# Names of constants become links; functions are links by their parentheses.
function plain_doxygen(text,   out, name) {
  gsub(/[\\@<>*#%]/, "\\\\&", text)
  while (match(text, /CHRET_[A-Z0-9_]+/)) {
    name = substr(text, RSTART, RLENGTH)
    out = out substr(text, 1, RSTART - 1) (name ~ /_$/ ? "" : "#") name
    text = substr(text, RSTART + RLENGTH)
  }
  return out text
}

# A comment's paragraphs and lists in roff.
function put_text(text,   lines, count, i, line, is_new) {
  count = split(text, lines, "\n")
  for (i = 1; i <= count; i++) {
    line = lines[i]
    if (line ~ /^ *$/) { is_new = 1; continue }
    if (match(line, /^ *(-|[0-9]\.) /)) {
      print ".IP " (line ~ /^ *-/ ? "\\(bu" : substr(line, RLENGTH - 2, 2)) " 3"
      line = substr(line, RLENGTH + 1)
      in_list = 1
    } else if (is_new || (in_list && line ~ /^[^ ]/)) {
      paragraph()
      in_list = 0
    }
    is_new = 0
    sub(/^ +/, "", line)
    line = marked(line)
    print (line ~ /^[.']/ ? "\\&" : "") line
    is_first = 0
  }
  in_list = 0
}

# A heading has room after it already.
function paragraph() {
  if (!is_first) print ".PP"
  is_first = 0
}

function heading(text) {
  print ".SH " text
  is_first = 1
}

# ---- Doxygen ----

function doxygen_lines(text,   lines, count, i) {
  count = split(text, lines, "\n")
  for (i = 1; i <= count; i++) print " * " marked(lines[i])
}

function doxygen_comment(text) {
  print "/**"
  doxygen_lines(text)
  print " */"
}

function doxygen_declaration(text, name, own,   lines, line, count, i, whole, member) {
  if (name ~ /_free$/ && spoken > 1) whole = "Takes it back; NULL: does nothing."
  else whole = own != "" && about != "" ? own "\n\n" about : own about
  doxygen_comment(whole)
  if (text !~ /^typedef struct [a-z_0-9]+ \{/) { print text; return }
  # members: a comment speaks of those that follow it
  count = split(text, lines, "\n")
  member = ""
  print lines[1]
  for (i = 2; i <= count; i++) {
    if (lines[i] ~ /^ *\/\*/) {
      member = ""
      do {
        line = lines[i]
        sub(/^ *(\/\*|\*) */, "", line)
        member = add(member, line)
      } while (line !~ /\*\/$/ && ++i <= count)
      sub(/ *\*\/$/, "", member)
    } else if (match(lines[i], /; *\/\* .* \*\//)) {
      own = substr(lines[i], RSTART + 1)
      line = substr(lines[i], 1, RSTART)
      gsub(/^ *\/\* | \*\/$/, "", own)
      doxygen_comment(own)
      print line
    } else {
      if (member != "" && lines[i] ~ /^  [a-z].*\(\*?|^  [a-z_0-9]+ \*?[a-z_0-9]+;/) doxygen_comment(member)
      print lines[i]
    }
  }
}

# ---- The manual page ----

function man_begin(   page) {
  page = FILENAME
  gsub(/.*\/|\.h$/, "", page)
  print ".\\\" Made from the header: change that."
  print ".TH CHRETURN_" toupper(page) " 3 \"\" \"libchreturn " version "\" \"libchreturn\""
  print ".nh\n.ad l"
  heading("NAME")
  print "chreturn_" page " \\- " plain_man(brief)
  heading("SYNOPSIS")
  print ".B #include <chreturn/" page ".h>"
  print ".PP"
  print "Compile and link with"
  print ".BR \"pkg\\-config \\-\\-cflags \\-\\-libs " (page == "xmlsec" ? "chreturn\\-xmlsec" : "chreturn") "\" ."
  heading("DESCRIPTION")
}

# What is said of all of them comes first.
function man_constant(text, own) {
  if (spoken == 1 && about != "") {
    paragraph()
    put_text(about)
  }
  sub(/^#define /, "", text)
  gsub(/  +/, " ", text)
  if (own != "") print ".TP 4"
  else if (spoken > 1 && was_bare) print ".br"
  else paragraph()
  was_bare = own == ""
  is_first = 0
  print ".B " plain_man(text)
  if (own != "") put_text(own)
}

# Declarations that one comment speaks of, and then the comment; further lines of one are indented by four.
function man_declarations(   lines, count, i, line) {
  if (waiting == "") return
  paragraph()
  print ".nf"
  count = split(waiting, lines, "\n")
  for (i = 1; i <= count; i++) {
    line = lines[i]
    sub(/^CHRET_API /, "", line)
    sub(/^       +/, "    ", line)
    line = plain_man(line)
    print (line == "" ? "" : "\\fB" line "\\fR")
  }
  print ".fi"
  if (about != "") {
    print ".RS 4"
    put_text(about)
    print ".RE"
  }
  waiting = ""
}

# ---- What both are made of ----

function begin_file(text,   rest) {
  match(text, / - [^\n]*(\n[^\n]+)*/)
  brief = substr(text, RSTART + 3, RLENGTH - 3)
  rest = substr(text, RSTART + RLENGTH + 2)
  gsub(/\n/, " ", brief)
  sub(/\.$/, "", brief)
  if (to == "man") { man_begin(); put_text(rest) }
  else { print "/** @file"; print " * " marked(brief) "."; print " *"; doxygen_lines(rest); print " */" }
}

function begin_section() {
  if (to == "man") heading(toupper(plain_man(section)))
  else {
    print "/** @name " section
    doxygen_lines(section_text)
    print " */"
    print "/** @{ */"
    is_open = 1
  }
  if (to == "man") put_text(section_text)
  section = section_text = ""
}

function end_section() {
  if (is_open) print "/** @} */"
  is_open = 0
}

function declare(text, name, own) {
  if (section != "") begin_section()
  if (about == "" && own == "") fail(name " has no comment that speaks of it")
  spoken++
  if (to == "doxygen") doxygen_declaration(text, name, own)
  else if (text ~ /^#define/) man_constant(text, own)
  else waiting = add(waiting, text)
}

# The comment has ended: nothing more that follows is what it speaks of.
function end_about() {
  if (about != "" && spoken == 0) {
    if (section == "") fail("a comment speaks of nothing: an empty line ends it, and no section begins")
    section_text = add(section_text, about)
  }
  if (to == "man") man_declarations()
  about = ""
  spoken = 0
}

# A comment that begins in this line, without its frame.
function comment(   text, line) {
  line = $0
  sub(/^\/\* ?/, "", line)
  while (line !~ /\*\//) {
    text = add(text, line)
    if ((getline) <= 0) { fail("a comment without an end"); break }
    line = $0
    if (line !~ /^ \*\//) sub(/^ \* ?/, "", line)
  }
  sub(/ *\*\/.*/, "", line)
  return line == "" ? text : add(text, line)
}

# The lines from this one to the end of the declaration.
function whole(ending,   text) {
  text = $0
  while ($0 !~ ending && (getline) > 0) text = text "\n" $0
  return text
}

FNR == 1 { begin_file(comment()); next }
/^\/\* ---- / {
  end_about()
  end_section()
  section = $0
  gsub(/^\/\* -+ | -+ \*\/$/, "", section)
  next
}
/^\/\*/ { end_about(); about = comment(); next }
/^$/ { end_about(); next }
/^#define (CHRETURN_|CHRET_API)/ { next }
/^#define / {
  text = $0
  while (text ~ /\\$/ && (getline) > 0) { sub(/ *\\$/, " ", text); sub(/^ */, ""); text = text $0 }
  own = ""
  if (match(text, / *\/\* .* \*\/$/)) {
    own = substr(text, RSTART)
    text = substr(text, 1, RSTART - 1)
    gsub(/^ *\/\* | \*\/$/, "", own)
  }
  if (text ~ /\/\*/) fail("a comment that does not end in its line")
  split(text, words, " ")
  declare(text, words[2], own)
  next
}
/^typedef struct .*\{$/ { text = whole("^}"); split(text, words, " "); declare(text, words[3], ""); next }
/^(typedef|CHRET_API) / {
  text = whole(";$")
  match(text, /[a-z0-9_]+\)?(\(|;)/)
  name = substr(text, RSTART, RLENGTH)
  gsub(/[^a-z0-9_]/, "", name)
  declare(text, name, "")
  next
}
to == "doxygen" && /^#include|^extern|^}/ { end_about(); end_section(); if (/^#include/) print; next }
{ next }
END {
  end_about()
  end_section()
  if (to == "man") {
    heading("SEE ALSO")
    print "libchreturn(3), chret(1)"
  }
  exit failed
}
