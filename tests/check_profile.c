/* tests/check_profile.c - the one profile of signatures that is accepted: each of its rules once, with the element and
 * line that are named, and what is accepted though it is unusual. */
#include "verifying.h"

#define OUTSIDE CHRET_E_SIGNATURE_PROFILE
#define BAD     CHRET_E_SIGNATURE_MALFORMED

#define FOUR(text) text text text text
#define SPACES_4K  FOUR(FOUR(FOUR(FOUR(FOUR("    ")))))
#define SPACES_64K FOUR(FOUR(SPACES_4K))

#define NO_KEY   "<ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data>\n"
#define BYTES_31 "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw=="
#define BYTES_33 "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAh"
#define BYTES_63 "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/"
#define BYTES_65 "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QEE="
#define R_IS_0   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ=="
#define S_IS_0   "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
#define R_IS_N   "/////wAAAAD//////////7zm+q2nF56E87nKwvxjJVEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ=="

static const struct {
  const char *name;
  verifying_edit changes[3];
  int32_t status;
  const char *item;
  size_t line;
} rules[] = {
    /* Signature */
    {"a second Signature", {{ROOT_END, SIGNATURE_WHOLE ROOT_END}}, OUTSIDE, "Signature", 26},
    {"an empty Signature before it", {{BODY, "<Signature xmlns='" DS "'/>\n" BODY}}, OUTSIDE, "SignedInfo", 3},
    {"no SignedInfo",
     {{SIGNED_INFO METHOD_C14N METHOD_SIGN REFERENCE_WHOLE SIGNED_END, ""}},
     OUTSIDE,
     "SignatureValue",
     5},
    {"two SignedInfo", {{VALUE, "<ds:SignedInfo/>\n" VALUE}}, OUTSIDE, "SignedInfo", 16},
    {"no SignatureValue", {{VALUE, ""}}, OUTSIDE, "KeyInfo", 16},
    {"two SignatureValues", {{VALUE, VALUE VALUE}}, OUTSIDE, "SignatureValue", 17},
    {"the SignatureValue first", {{VALUE, ""}, {SIGNED_INFO, VALUE SIGNED_INFO}}, OUTSIDE, "SignatureValue", 5},
    {"the SignatureValue in SignedInfo", {{VALUE, ""}, {SIGNED_END, VALUE SIGNED_END}}, OUTSIDE, "SignatureValue", 15},
    {"no KeyInfo", {{KEY_INFO_WHOLE, ""}}, OUTSIDE, "KeyInfo", 17},
    {"two KeyInfo", {{KEY_INFO_WHOLE, KEY_INFO_WHOLE KEY_INFO_WHOLE}}, OUTSIDE, "KeyInfo", 25},
    {"an Object", {{SIGNATURE_END, "<ds:Object/>\n" SIGNATURE_END}}, OUTSIDE, "Object", 25},
    {"an element of another namespace", {{VALUE, "<r:SignatureValue/>\n" VALUE}}, OUTSIDE, "SignatureValue", 16},
    {"an element without a namespace", {{VALUE, "<SignatureValue/>\n" VALUE}}, OUTSIDE, "SignatureValue", 16},
    {"SignedInfo of another namespace", {{"ds:SignedInfo", "r:SignedInfo"}}, OUTSIDE, "SignedInfo", 5},
    {"text between elements", {{VALUE, VALUE "\nx"}}, OUTSIDE, "Signature", 18},
    {"text in CDATA", {{VALUE, VALUE "<![CDATA[x]]>"}}, OUTSIDE, "Signature", 17},
    {"text by reference", {{SIGNED_INFO, SIGNED_INFO "&#x200B;"}}, OUTSIDE, "SignedInfo", 6},
    /* SignedInfo */
    {"no canonicalisation", {{METHOD_C14N, ""}}, OUTSIDE, "SignatureMethod", 6},
    {"inclusive canonicalisation",
     {{EXC_C14, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"}},
     OUTSIDE,
     "CanonicalizationMethod",
     6},
    {"canonicalisation with comments", {{EXC_C14, EXC_C14 "WithComments"}}, OUTSIDE, "CanonicalizationMethod", 6},
    {"canonicalisation without algorithm", {{" Algorithm=\"" EXC_C14 "\"", ""}}, OUTSIDE, "CanonicalizationMethod", 6},
    {"InclusiveNamespaces",
     {{EXC_C14 "\"/>",
       EXC_C14 "\"><InclusiveNamespaces xmlns='" EXC_C14 "' PrefixList='r'/></ds:CanonicalizationMethod>"}},
     OUTSIDE,
     "InclusiveNamespaces",
     6},
    {"text as parameter",
     {{EXC_C14 "\"/>", EXC_C14 "\">r</ds:CanonicalizationMethod>"}},
     OUTSIDE,
     "CanonicalizationMethod",
     6},
    {"no signature method", {{METHOD_SIGN, ""}}, OUTSIDE, "Reference", 7},
    {"RSA", {{"ecdsa-sha256", "rsa-sha256"}}, OUTSIDE, "SignatureMethod", 7},
    {"ECDSA with SHA-384", {{"ecdsa-sha256", "ecdsa-sha384"}}, OUTSIDE, "SignatureMethod", 7},
    {"an HMAC", {{"ecdsa-sha256", "hmac-sha256"}}, OUTSIDE, "SignatureMethod", 7},
    {"HMACOutputLength",
     {{"ecdsa-sha256\"/>", "ecdsa-sha256\"><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>"}},
     OUTSIDE,
     "HMACOutputLength",
     7},
    {"no Reference", {{REFERENCE_WHOLE, ""}}, OUTSIDE, "Reference", 8},
    {"two References", {{REFERENCE_WHOLE, REFERENCE_WHOLE REFERENCE_WHOLE}}, OUTSIDE, "Reference", 15},
    {"the methods exchanged", {{METHOD_C14N METHOD_SIGN, METHOD_SIGN METHOD_C14N}}, OUTSIDE, "SignatureMethod", 6},
    /* Reference */
    {"no URI", {{" URI=\"\"", ""}}, OUTSIDE, "Reference", 8},
    {"a URI", {{" URI=\"\"", " URI=\"#a\""}}, OUTSIDE, "Reference", 8},
    {"an XPointer to the root", {{" URI=\"\"", " URI=\"#xpointer(/)\""}}, OUTSIDE, "Reference", 8},
    {"a Type", {{" URI=\"\"", " URI=\"\" Type=\"" DS "Object\""}}, OUTSIDE, "Reference", 8},
    {"a URI with a prefix", {{" URI=\"\"", " r:URI=\"\""}}, OUTSIDE, "Reference", 8},
    {"no Transforms", {{TRANSFORMS TRANSFORM TRANSFORMS_END, ""}}, OUTSIDE, "DigestMethod", 9},
    {"no Transform", {{TRANSFORM, ""}}, OUTSIDE, "Transform", 10},
    {"a second Transform",
     {{TRANSFORM, TRANSFORM "<ds:Transform Algorithm=\"" EXC_C14 "\"/>\n"}},
     OUTSIDE,
     "Transform",
     11},
    {"the Transform twice", {{TRANSFORM, TRANSFORM TRANSFORM}}, OUTSIDE, "Transform", 11},
    {"another Transform", {{DS "enveloped-signature", DS "base64"}}, OUTSIDE, "Transform", 10},
    {"a Transform with an XPath",
     {{"enveloped-signature\"/>", "enveloped-signature\"><ds:XPath>1</ds:XPath></ds:Transform>"}},
     OUTSIDE,
     "XPath",
     10},
    {"no digest method", {{METHOD_DIGEST, ""}}, OUTSIDE, "DigestValue", 12},
    {"SHA-1", {{"http://www.w3.org/2001/04/xmlenc#sha256", DS "sha1"}}, OUTSIDE, "DigestMethod", 12},
    {"SHA-256 written otherwise", {{"xmlenc#sha256", "xmlenc#SHA256"}}, OUTSIDE, "DigestMethod", 12},
    {"an algorithm cut short", {{"xmlenc#sha256", "xmlenc#sha25"}}, OUTSIDE, "DigestMethod", 12},
    {"an algorithm with a space", {{"xmlenc#sha256", "xmlenc#sha256 "}}, OUTSIDE, "DigestMethod", 12},
    {"no digest", {{DIGEST, ""}}, OUTSIDE, "DigestValue", 13},
    {"two digests", {{DIGEST, DIGEST DIGEST}}, OUTSIDE, "DigestValue", 14},
    {"an element in the digest", {{"@DIGEST@", "@DIGEST@<r:a/>"}}, OUTSIDE, "a", 13},
    {"64 KiB of white space in SignedInfo",
     {{SIGNED_INFO, "<ds:SignedInfo>" SPACES_64K "\n"}},
     OUTSIDE,
     "SignedInfo",
     5},
    /* KeyInfo */
    {"an empty KeyInfo", {{X509_DATA ISSUER_WHOLE X509_END, ""}}, OUTSIDE, "X509Data", 18},
    {"no X509IssuerSerial", {{X509_DATA ISSUER_WHOLE X509_END, NO_KEY}}, OUTSIDE, "X509IssuerSerial", 19},
    {"two of them", {{ISSUER_WHOLE, ISSUER_WHOLE ISSUER_WHOLE}}, OUTSIDE, "X509IssuerSerial", 23},
    {"two of them in two X509Data",
     {{X509_END, X509_END X509_DATA ISSUER_WHOLE X509_END}},
     OUTSIDE,
     "X509IssuerSerial",
     25},
    {"one outside X509Data", {{X509_DATA, ""}, {X509_END, ""}}, OUTSIDE, "X509IssuerSerial", 18},
    {"only one that is passed over",
     {{X509_DATA, X509_DATA "<r:x>\n"}, {X509_END, "</r:x>\n" X509_END}},
     OUTSIDE,
     "X509IssuerSerial",
     26},
    {"only one in a KeyValue",
     {{X509_DATA, "<ds:KeyValue>" X509_DATA}, {X509_END, X509_END "</ds:KeyValue>\n"}},
     OUTSIDE,
     "X509Data",
     25},
    {"an X509Data in X509Data", {{ISSUER_SERIAL, "<ds:X509Data/>" ISSUER_SERIAL}}, OUTSIDE, "X509Data", 19},
    {"a KeyInfo in KeyInfo", {{X509_DATA, "<ds:KeyInfo/>" X509_DATA}}, OUTSIDE, "KeyInfo", 18},
    {"a KeyName in X509Data", {{ISSUER_SERIAL, "<ds:KeyName/>" ISSUER_SERIAL}}, OUTSIDE, "KeyName", 19},
    {"a certificate outside X509Data",
     {{X509_DATA, "<ds:X509Certificate/>" X509_DATA}},
     OUTSIDE,
     "X509Certificate",
     18},
    {"an element without a namespace in KeyInfo", {{X509_DATA, "<a/>" X509_DATA}}, OUTSIDE, "a", 18},
    {"no issuer", {{ISSUER, ""}}, OUTSIDE, "X509SerialNumber", 20},
    {"no serial", {{NUMBER, ""}}, OUTSIDE, "X509SerialNumber", 21},
    {"the serial first", {{ISSUER NUMBER, NUMBER ISSUER}}, OUTSIDE, "X509SerialNumber", 20},
    {"two serials", {{NUMBER, NUMBER NUMBER}}, OUTSIDE, "X509SerialNumber", 22},
    {"more in X509IssuerSerial", {{NUMBER, NUMBER "<r:a/>\n"}}, OUTSIDE, "a", 22},
    {"text in KeyInfo", {{X509_DATA, "key" X509_DATA}}, OUTSIDE, "KeyInfo", 18},
    /* Attributes */
    {"an attribute", {{"<ds:SignedInfo>", "<ds:SignedInfo a=''>"}}, OUTSIDE, "SignedInfo", 5},
    {"an attribute with a prefix", {{"<ds:KeyInfo>", "<ds:KeyInfo r:Id='a'>"}}, OUTSIDE, "KeyInfo", 17},
    {"an attribute of xml",
     {{"<ds:SignatureValue>", "<ds:SignatureValue xml:lang='en'>"}},
     OUTSIDE,
     "SignatureValue",
     16},
    {"Id where it is not", {{"<ds:Transforms>", "<ds:Transforms Id='a'>"}}, OUTSIDE, "Transforms", 9},
    {"an Algorithm where it is not", {{"<ds:X509Data>", "<ds:X509Data Algorithm=''>"}}, OUTSIDE, "X509Data", 18},
    {"Encoding of a value",
     {{"<ds:DigestValue>", "<ds:DigestValue Encoding='" DS "base64'>"}},
     OUTSIDE,
     "DigestValue",
     13},
    /* Values */
    {"an empty digest", {{"@DIGEST@", ""}}, BAD, "DigestValue", 13},
    {"a digest of 31 bytes", {{"@DIGEST@", BYTES_31}}, BAD, "DigestValue", 13},
    {"a digest of 33 bytes", {{"@DIGEST@", BYTES_33}}, BAD, "DigestValue", 13},
    {"a digest with more after it", {{"@DIGEST@", "@DIGEST@!"}}, BAD, "DigestValue", 13},
    {"an empty signature", {{"@SIGNATURE@", ""}}, BAD, "SignatureValue", 16},
    {"a signature of 63 bytes", {{"@SIGNATURE@", BYTES_63}}, BAD, "SignatureValue", 16},
    {"a signature of 65 bytes", {{"@SIGNATURE@", BYTES_65}}, BAD, "SignatureValue", 16},
    {"r of 0", {{"@SIGNATURE@", R_IS_0}}, BAD, "SignatureValue", 16},
    {"s of 0", {{"@SIGNATURE@", S_IS_0}}, BAD, "SignatureValue", 16},
    {"r of n", {{"@SIGNATURE@", R_IS_N}}, BAD, "SignatureValue", 16},
    {"4 KiB of white space in the signature", {{"@SIGNATURE@", SPACES_4K "@SIGNATURE@"}}, BAD, "SignatureValue", 16},
    {"an issuer that is no name", {{"CN=Z1,OU=07", "Z1"}}, BAD, "X509IssuerName", 20},
    {"an issuer of more than 4 KiB", {{"CN=Z1,OU=07", SPACES_4K "CN=Z1,OU=07"}}, BAD, "X509IssuerName", 20},
    {"an empty serial", {{SERIAL, ""}}, BAD, "X509SerialNumber", 21},
    {"a serial that goes on", {{SERIAL, SERIAL "abc"}}, BAD, "X509SerialNumber", 21},
    {"a negative serial", {{SERIAL, "-1"}}, BAD, "X509SerialNumber", 21},
    /* Unusual, and accepted */
    {"the document as it is", {{NULL, NULL}}, CHRET_OK, "", 0},
    {"another prefix", {{"<ds:", "<s:"}, {"</ds:", "</s:"}, {"xmlns:ds", "xmlns:s"}}, CHRET_OK, "", 0},
    {"the default namespace", {{"<ds:", "<"}, {"</ds:", "</"}, {"xmlns:ds", "xmlns"}}, CHRET_OK, "", 0},
    {"the namespace declared on the root",
     {{" xmlns:ds=\"" DS "\"", ""}, {"xmlns:unused=\"urn:unused\"", "xmlns:ds=\"" DS "\""}},
     CHRET_OK,
     "",
     0},
    {"the namespace declared anew in it",
     {{"<ds:Reference ", "<ds:Reference xmlns:ds='" DS "' xmlns='urn:d' "}},
     CHRET_OK,
     "",
     0},
    {"Ids where the schema has them",
     {{"<ds:SignedInfo>", "<ds:SignedInfo Id='a'>"},
      {"<ds:SignatureValue>", "<ds:SignatureValue Id='a'>"},
      {"URI=\"\"", "Id='b' URI=''"}},
     CHRET_OK,
     "",
     0},
    {"Ids of Signature and KeyInfo",
     {{"<ds:KeyInfo>", "<ds:KeyInfo Id='a'>"}, {"<ds:Signature ", "<ds:Signature Id='a' "}},
     CHRET_OK,
     "",
     0},
    {"no white space", {{">\n", ">"}}, CHRET_OK, "", 0},
    {"more white space", {{">\n", ">\r\n \t\n"}}, CHRET_OK, "", 0},
    {"white space by reference", {{">\n<ds:", ">&#13;&#x20;<ds:"}}, CHRET_OK, "", 0},
    {"comments",
     {{">\n<", "><!-- c --><"}, {"@DIGEST@", "@DIGEST@<!-- -->"}, {SERIAL, "<!---->" SERIAL}},
     CHRET_OK,
     "",
     0},
    {"instructions in SignedInfo",
     {{"<ds:Transforms>", "<?a b?><ds:Transforms>"}, {"@DIGEST@", "@DIGEST@<?a?>"}},
     CHRET_OK,
     "",
     0},
    {"instructions elsewhere",
     {{KEY_INFO, "<?a b?>" KEY_INFO}, {BODY, "<?c?>" BODY}, {ROOT_END, ROOT_END "<?d?>\n"}},
     CHRET_OK,
     "",
     0},
    {"CDATA and references in values",
     {{"@DIGEST@", "<![CDATA[@DIGEST@]]>"},
      {"CN=Z1", "C&#x4E;=<![CDATA[Z]]>1"},
      {SERIAL, "&#53;<![CDATA[066961298403578096]]>8362471400449834504"}},
     CHRET_OK,
     "",
     0},
    {"base64 as Java wraps it",
     {{"@SIGNATURE@", "@SIGNATURE@&#13;\n"}, {"@DIGEST@", "\n @DIGEST@ \t"}},
     CHRET_OK,
     "",
     0},
    {"the issuer the other way round", {{"CN=Z1,OU=07", " OU=07 , cn = Z1\n"}}, CHRET_OK, "", 0},
    {"a serial with sign and zeros", {{SERIAL, "\n+000" SERIAL " "}}, CHRET_OK, "", 0},
    {"elements with an empty tag pair",
     {{"enveloped-signature\"/>", "enveloped-signature\"> </ds:Transform>"}},
     CHRET_OK,
     "",
     0},
    {"keys that are passed over",
     {{X509_DATA ISSUER_WHOLE X509_END,
       "<ds:KeyName>Z2</ds:KeyName><ds:KeyValue><ds:ECKeyValue/>x</ds:KeyValue><ds:RetrievalMethod "
       "URI='#a'/><ds:PGPData a='b'/><ds:SPKIData/><ds:MgmtData/><r:key>k</r:key>" NO_KEY X509_DATA
       "<ds:X509SKI/><ds:X509SubjectName/><r:x><ds:X509Data/></r:x>" ISSUER_WHOLE
       "<ds:X509Certificate/><ds:X509CRL/>" X509_END NO_KEY}},
     CHRET_OK,
     "",
     0},
    {"another X509IssuerSerial in what is passed over",
     {{X509_DATA, "<r:x><ds:X509Data>" ISSUER_WHOLE "</ds:X509Data></r:x>" X509_DATA}},
     CHRET_OK,
     "",
     0},
    {"a Signature further in is text of the message",
     {{BODY, "<r:Body>" SIGNATURE SIGNATURE_END "</r:Body>"}},
     CHRET_OK,
     "",
     0},
    {"a Signature of another namespace", {{BODY, BODY "<r:Signature/>"}}, CHRET_OK, "", 0},
};

START_TEST(the_profile_is_kept_to) {
  test_text xml = {NULL, 0, 0};
  test_adds(&xml, DOCUMENT);
  verifying_change(&xml, rules[_i].changes, 3);
  peer_sign(&xml, verifying_member);
  verifying_expect(rules[_i].name, &xml, rules[_i].status, rules[_i].item, rules[_i].line);
  test_text_free(&xml);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("profile");
  TCase *tests = tcase_create("profile");
  suite_add_tcase(suite, tests);
  tcase_add_unchecked_fixture(tests, verifying_begin, verifying_end);
  tcase_add_loop_test(tests, the_profile_is_kept_to, 0, TEST_COUNT(rules));
  return test_run(suite);
}
