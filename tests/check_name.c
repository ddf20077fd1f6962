/* tests/check_name.c - names of issuers, compared as names.
 *
 * Sources: the grammar and the examples of RFC 4514 (section 3 and 4), quoted values of RFC 2253 (section 4), and names
 * that OpenSSL 3.0 printed of certificates made for it, by `openssl x509 -noout -issuer -nameopt ...`: "RFC2253",
 * "oneline", "RFC2253,use_quote", "RFC2253,dump_all" and "oid,sep_comma_plus_space". What each line of a group says is
 * one name.
 */
#include "signature/name.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

/* In a block of exactly its size; NULL: malformed. */
static chret_i_name *parse(const char *text, size_t size) {
  chret_i_name *name = NULL;
  char *exact = test_exactly(text, size);
  int32_t status = chret_i_name_parse(&name, exact, size, &chret_i_options(NULL)->allocator);
  free(exact);
  ck_assert_msg(status == (name != NULL ? CHRET_OK : CHRET_E_SIGNATURE_MALFORMED), "'%s': %s", text,
                chret_status_name(status));
  return name;
}

static void compare(const char *one, size_t one_size, const char *other, size_t other_size, int equal) {
  chret_i_name *a = parse(one, one_size), *b = parse(other, other_size);
  ck_assert_msg(a != NULL, "'%s' is refused", one);
  ck_assert_msg(b != NULL, "'%s' is refused", other);
  ck_assert_msg(chret_i_name_equal(a, b) == equal, "'%s' and '%s': %d", one, other, !equal);
  ck_assert_msg(chret_i_name_equal(b, a) == equal, "'%s' and '%s': %d", other, one, !equal);
  ck_assert(chret_i_name_equal(a, a) && chret_i_name_equal(b, b));
  chret_i_name_free(a);
  chret_i_name_free(b);
}

typedef struct pair {
  const char *one;
  size_t one_size;
  const char *other;
  size_t other_size;
} pair;

#define PAIR(one, other)                                                                                               \
  { TEST_TEXT(one), TEST_TEXT(other) }

#define DCC "CN=Z1,OU=07"

static const pair same[] = {
    /* As DCC's messages spell it, and OpenSSL DCC's certificates. */
    PAIR(DCC, DCC),
    PAIR(DCC, "CN=Z1, OU=07"),
    PAIR(DCC, "OU = 07, CN = Z1"),
    PAIR(DCC, "2.5.4.11=07, 2.5.4.3=Z1"),
    PAIR(DCC, "CN=#0C025A31,OU=#0C023037"), /* UTF8String */
    PAIR(DCC, "CN=#13025A31,OU=#13023037"), /* PrintableString */
    /* White space round the parts, as XML may wrap them. */
    PAIR(DCC, " \t\r\nCN\t=\nZ1\r\n ,\n OU = 07\n"),
    PAIR(DCC, "CN=\"Z1\" , OU= #0C023037 "),
    /* Types. */
    PAIR(DCC, "cn=Z1,ou=07"),
    PAIR(DCC, "Cn=Z1,oU=07"),
    PAIR(DCC, "commonName=Z1,organizationalUnitName=07"),
    PAIR(DCC, "OID.2.5.4.3=Z1,oid.2.5.4.11=07"),
    /* Escapes. */
    PAIR(DCC, "CN=\\5A\\31,OU=\\307"),
    PAIR(DCC, "CN=\\5a1,OU=0\\37"),
    PAIR("CN=\\ \\\"\\#\\+\\,\\;\\<\\=\\>\\\\", "CN=\\20\\22\\23\\2B\\2C\\3B\\3C\\3D\\3E\\5C"),
    PAIR("CN=a#b=c d", "CN=a\\#b\\=c\\ d"),
    PAIR("CN==", "CN=\\="),
    PAIR("CN=a\\ ", "CN=a\\20  "),
    PAIR("CN=a\\ ", "CN=\"a \""),
    PAIR("CN=a\\  \\ ", "CN=\"a   \""),
    PAIR("CN=\\ ", "CN=\" \""),
    PAIR("CN=", "CN=  "),
    PAIR("CN=", "CN=\"\""),
    PAIR("CN=", "CN=#0C00"),
    PAIR("CN=a\\00b", "CN=#0C03610062"),
    PAIR("CN=a\nb", "CN=a\\0Ab"),
    /* The examples of RFC 4514. */
    PAIR("UID=jsmith,DC=example,DC=net", "0.9.2342.19200300.100.1.1=jsmith , DC=#16076578616D706C65 , DC = net"),
    PAIR("OU=Sales+CN=J.  Smith,DC=example,DC=net", "CN=J.  Smith + OU=Sales,DC=example,DC=net"),
    PAIR("CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net",
         "CN=\"James \\\"Jim\\\" Smith, III\",DC=example,DC=net"),
    PAIR("CN=Before\\0dAfter,DC=example,DC=net", "CN=Before\rAfter,DC=example,DC=net"),
    PAIR("1.3.6.1.4.1.1466.0=#04024869", "OID.1.3.6.1.4.1.1466.0=#04024869"),
    PAIR("CN=Lu\\C4\\8Di\\C4\\87", "CN=Lu\xC4\x8Di\xC4\x87"),
    /* By OpenSSL. */
    PAIR("CN=\\#lead\\ ,OU=A,O=Example\\, Ltd,C=GB", "C = GB, O = \"Example, Ltd\", OU = A, CN = \"#lead \""),
    PAIR("CN=\\#lead\\ ,OU=A,O=Example\\, Ltd,C=GB", "CN=\"#lead \",OU=A,O=\"Example, Ltd\",C=GB"),
    PAIR("CN=\\#lead\\ ,OU=A,O=Example\\, Ltd,C=GB",
         "CN=#0C06236C65616420,OU=#0C0141,O=#0C0C4578616D706C652C204C7464,C=#13024742"),
    PAIR("CN=\\#lead\\ ,OU=A,O=Example\\, Ltd,C=GB",
         "2.5.4.6=GB, 2.5.4.10=Example\\, Ltd, 2.5.4.11=A, 2.5.4.3=\\#lead\\ "),
    PAIR("serialNumber=12,emailAddress=a@b.example,CN=\\ lead and trail\\ ,L=Krak\\C3\\B3w,C=GB",
         "C = GB, L = Krak\\C3\\B3w, CN = \" lead and trail \", emailAddress = a@b.example, serialNumber = 12"),
    PAIR("serialNumber=12,emailAddress=a@b.example,CN=\\ lead and trail\\ ,L=Krak\\C3\\B3w,C=GB",
         "serialNumber=#13023132,emailAddress=#160B6140622E6578616D706C65,CN=#0C10206C65616420616E6420747261696C20,"
         "L=#0C074B72616BC3B377,C=#13024742"),
    PAIR("C=US,O=Widget Inc.,UID=u1+CN=J.  Smith+OU=Sales",
         "2.5.4.11=Sales + 2.5.4.3=J.  Smith + 0.9.2342.19200300.100.1.1=u1, 2.5.4.10=Widget Inc., 2.5.4.6=US"),
    PAIR("CN=Z1\\,OU=07", "CN = \"Z1,OU=07\""),
    PAIR("CN=Z1\\,OU=07", "CN=#0C085A312C4F553D3037"),
    PAIR("CN=M\\C3\\BCller", "CN=#14064DFC6C6C6572"),                 /* T61String */
    PAIR("CN=\\C5\\81\\C3\\B3d\\C5\\BA", "CN=#1E08014100F30064017A"), /* BMPString */
    PAIR("O=x,CN=a\\\"b\\\\c\\, d", "CN = \"a\\\"b\\\\c, d\", O = x"),
    PAIR("x500UniqueIdentifier=#03090090B3D51F30000002,OU=89", "2.5.4.45=#03090090b3d51f30000002, OU=89"),
    /* Other string types and lengths, by X.690. */
    PAIR("CN=Z1", "CN=#16025A31"),
    PAIR("CN=12", "CN=#12023132"),
    PAIR("CN=Z1", "CN=#1A025A31"),
    PAIR("CN=Z1", "CN=#1E04005A0031"),
    PAIR("CN=Z1", "CN=#1C080000005A00000031"),
    PAIR("CN=Z1", "CN=#0C81025A31"),
    PAIR("CN=Z1", "CN=#0C84000000025A31"),
    PAIR("CN=\xF0\x9F\x98\x80", "CN=#1C040001F600"),
    PAIR("CN=\xF4\x8F\xBF\xBF\xEE\x80\x80\xED\x9F\xBF", "CN=#1C0C0010FFFF0000E0000000D7FF"),
    PAIR("CN=\xC2\x80\xC3\xBF", "CN=#140280FF"),
    PAIR("CN=\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF", "CN=#1E0A007F008007FF0800FFFF"),
    /* Either order of the RDNs, any order within one. */
    PAIR("CN=a,OU=b,O=c", "O=c,OU=b,CN=a"),
    PAIR("CN=a+SN=b,O=c+OU=d", "OU=d+O=c,SN=b+CN=a"),
    PAIR("CN=a+SN=b,O=c+OU=d", "SN=b+CN=a,OU=d+O=c"),
    PAIR("CN=a+CN=b+CN=a", "CN=b+CN=a+CN=a"),
    PAIR("CN=a,O=b,CN=a", "CN=a,O=b,CN=a"),
};

START_TEST(lawful_spellings_are_one_name) {
  compare(same[_i].one, same[_i].one_size, same[_i].other, same[_i].other_size, 1);
}
END_TEST

static const pair different[] = {
    /* Separators that are part of a value, and the other way round. */
    PAIR(DCC, "CN=Z1\\,OU=07"), PAIR(DCC, "CN=\"Z1,OU=07\""), PAIR(DCC, "CN=#0C085A312C4F553D3037"),
    PAIR(DCC, "CN=Z1\\2COU=07"), PAIR(DCC, "CN=Z1+OU=07"), PAIR("CN=Z1\\+OU=07", "CN=Z1+OU=07"),
    PAIR("CN=a,OU=b,O=c", "CN=a+OU=b,O=c"), PAIR("CN=a+OU=b,O=c", "CN=a,OU=b+O=c"),
    PAIR("CN=a+OU=b,O=c+L=d", "CN=a,OU=b+O=c,L=d"), PAIR("CN=a,OU=b+O=c,L=d", "L=d,O=c,OU=b,CN=a"),
    /* More or fewer. */
    PAIR(DCC, "CN=Z1"), PAIR(DCC, "OU=07"), PAIR(DCC, "CN=Z1,OU=07,O=x"), PAIR(DCC, "O=x,CN=Z1,OU=07"),
    PAIR(DCC, "CN=Z1,OU=07,OU=07"), PAIR(DCC, "CN=Z1,CN=Z1,OU=07"), PAIR(DCC, "CN=Z1,OU="),
    PAIR("CN=a+CN=b", "CN=a+CN=a"), PAIR("CN=a+CN=a+CN=b", "CN=a+CN=b+CN=b"),
    /* Any other order. */
    PAIR("CN=a,OU=b,O=c", "OU=b,CN=a,O=c"), PAIR("CN=a,OU=b,O=c", "CN=a,O=c,OU=b"),
    PAIR("DC=a,DC=b,DC=c", "DC=b,DC=c,DC=a"),
    /* Other types with the same values. */
    PAIR(DCC, "OU=Z1,CN=07"), PAIR(DCC, "SN=Z1,OU=07"), PAIR("2.5.4.3=x", "2.5.4.30=x"), PAIR("2.5.4.3=x", "2.5.4=x"),
    PAIR("serialNumber=x", "SN=x"), PAIR("C=x", "CN=x"), PAIR("S=x", "SN=x"),
    /* Values are exact bytes. */
    PAIR(DCC, "CN=z1,OU=07"), PAIR(DCC, "CN=Z1,OU=7"), PAIR(DCC, "CN=Z1\\ ,OU=07"), PAIR(DCC, "CN=\\ Z1,OU=07"),
    PAIR(DCC, "CN=\" Z1\",OU=07"), PAIR(DCC, "CN=Z 1,OU=07"), PAIR(DCC, "CN=Z1\\00,OU=07"),
    PAIR(DCC, "CN=#0C035A3100,OU=07"), PAIR(DCC, "CN=Z\xEF\xBC\x91,OU=07"), /* FULLWIDTH DIGIT ONE */
    PAIR(DCC, "CN=Z1\xE2\x80\x8B,OU=07"),                                   /* ZERO WIDTH SPACE */
    PAIR(DCC, "CN=\xCE\x96\x31,OU=07"),                                     /* GREEK CAPITAL LETTER ZETA */
    PAIR(DCC, "CN=Z1\xC2\xA0,OU=07"), /* NO-BREAK SPACE is no white space of XML */
    PAIR("CN=a\\00b", "CN=a\\00c"), PAIR("CN=a  b", "CN=a b"),
    PAIR("CN=\xC3\xA9", "CN=e\xCC\x81"), /* e with acute, composed or not */
    PAIR("CN=\\23"
         "0C025A31",
         "CN=Z1"),
    PAIR("CN=\"#0C025A31\"", "CN=Z1"),
    /* What is encoded is no string. */
    PAIR("CN=#04025A31", "CN=Z1"), /* OCTET STRING */
    PAIR("CN=#04025A31", "CN=\\04\\02Z1"), PAIR("CN=#04025A31", "CN=#0C0404025A31"),
    PAIR("CN=#04025A31", "CN=#04025A32"), PAIR("CN=#020101", "CN=#030101"),
    PAIR("CN=#2C040C025A31", "CN=Z1"), /* constructed */
    PAIR("CN=#8C025A31", "CN=Z1"),     /* of another class */
};

START_TEST(deceptive_spellings_are_other_names) {
  compare(different[_i].one, different[_i].one_size, different[_i].other, different[_i].other_size, 0);
}
END_TEST

static const struct {
  const char *text;
  size_t size;
} malformed[] = {
    /* No name, or no end. */
    {TEST_TEXT("")},
    {TEST_TEXT(" \n")},
    {TEST_TEXT(",")},
    {TEST_TEXT("+")},
    {TEST_TEXT("=")},
    {TEST_TEXT("Z1")},
    {TEST_TEXT("CN")},
    {TEST_TEXT("CN,OU=07")},
    {TEST_TEXT("=Z1")},
    {TEST_TEXT(",CN=Z1")},
    {TEST_TEXT("CN=Z1,")},
    {TEST_TEXT("CN=Z1, ")},
    {TEST_TEXT("CN=Z1+")},
    {TEST_TEXT("+CN=Z1")},
    {TEST_TEXT("CN=Z1,,OU=07")},
    {TEST_TEXT("CN=Z1,+OU=07")},
    {TEST_TEXT("CN=Z1,07")},
    {TEST_TEXT("CN=Z1;OU=07")},
    {TEST_TEXT("/OU=07/CN=Z1")},
    /* Types. */
    {TEST_TEXT("XX=Z1")},
    {TEST_TEXT("CNN=Z1")},
    {TEST_TEXT("C N=Z1")},
    {TEST_TEXT("CN\xC2\xA0=Z1")},
    {TEST_TEXT("\"CN\"=Z1")},
    {TEST_TEXT("C\\4E=Z1")},
    {TEST_TEXT("CN;binary=Z1")},
    {TEST_TEXT("OID.CN=Z1")},
    {TEST_TEXT("OID.=Z1")},
    {TEST_TEXT("OID=Z1")},
    {TEST_TEXT("OID.OID.2.5.4.3=Z1")},
    {TEST_TEXT("OID2.5.4.3=Z1")},
    {TEST_TEXT("urn:oid:2.5.4.3=Z1")},
    {TEST_TEXT("2=Z1")},
    {TEST_TEXT("2.=Z1")},
    {TEST_TEXT(".2=Z1")},
    {TEST_TEXT("2.5.4.=Z1")},
    {TEST_TEXT("2..5.4.3=Z1")},
    {TEST_TEXT("2.5.4.03=Z1")},
    {TEST_TEXT("02.5.4.3=Z1")},
    {TEST_TEXT("2.5.4.3a=Z1")},
    {TEST_TEXT("2.5.4.CN=Z1")},
    {TEST_TEXT("2.5.4. 3=Z1")},
    {TEST_TEXT("-2.5.4.3=Z1")},
    {TEST_TEXT("2,5=Z1")},
    /* Characters that have to be escaped. */
    {TEST_TEXT("CN=a\"b")},
    {TEST_TEXT("CN=a<b")},
    {TEST_TEXT("CN=a>b")},
    {TEST_TEXT("CN=a;b")},
    {TEST_TEXT("CN=Z1\0,OU=07")},
    {TEST_TEXT("CN=Z1,OU=07\0")},
    {TEST_TEXT("CN=\0")},
    {TEST_TEXT("CN\0=Z1")},
    {TEST_TEXT("\0CN=Z1")},
    {TEST_TEXT("CN=\"Z\0001\"")},
    /* Escapes. */
    {TEST_TEXT("CN=\\")},
    {TEST_TEXT("CN=Z1\\")},
    {TEST_TEXT("CN=\\Z1")},
    {TEST_TEXT("CN=\\5")},
    {TEST_TEXT("CN=\\5G")},
    {TEST_TEXT("CN=\\5,OU=07")},
    {TEST_TEXT("CN=\\\n")},
    {TEST_TEXT("CN=\\x5A")},
    /* Quotes. */
    {TEST_TEXT("CN=\"")},
    {TEST_TEXT("CN=\"Z1")},
    {TEST_TEXT("CN=\"Z1\\\"")},
    {TEST_TEXT("CN=\"Z1\\")},
    {TEST_TEXT("CN=\"Z1\"x")},
    {TEST_TEXT("CN=x\"Z1\"")},
    {TEST_TEXT("CN=\"Z\"\"1\"")},
    {TEST_TEXT("CN=\"\\Z1\"")},
    /* UTF-8. */
    {TEST_TEXT("CN=\xFF")},
    {TEST_TEXT("CN=\x80")},
    {TEST_TEXT("CN=\xC3")},
    {TEST_TEXT("CN=\xC3,OU=07")},
    {TEST_TEXT("CN=\xC0\x80")},
    {TEST_TEXT("CN=\xC1\xBF")},
    {TEST_TEXT("CN=\xE0\x9F\xBF")},
    {TEST_TEXT("CN=\xED\xA0\x80")},
    {TEST_TEXT("CN=\xF0\x8F\xBF\xBF")},
    {TEST_TEXT("CN=\xF4\x90\x80\x80")},
    {TEST_TEXT("CN=\xF8\x88\x80\x80\x80")},
    {TEST_TEXT("CN=\\FF")},
    {TEST_TEXT("CN=\\C3")},
    {TEST_TEXT("CN=\\C3 ")},
    {TEST_TEXT("CN=\\C0\\80")},
    {TEST_TEXT("CN=\\ED\\A0\\80")},
    {TEST_TEXT("CN=\xC3\\A9")},
    {TEST_TEXT("CN=\\C3\xA9")},
    {TEST_TEXT("CN=\"\\C3\"\\A9")},
    {TEST_TEXT("CN=\"\\C3\"")},
    {TEST_TEXT("CN=\\C3,OU=\\A9")},
    /* Encoded values. */
    {TEST_TEXT("CN=#")},
    {TEST_TEXT("CN=#,OU=07")},
    {TEST_TEXT("CN=#0")},
    {TEST_TEXT("CN=#0C")},
    {TEST_TEXT("CN=#0C0")},
    {TEST_TEXT("CN=#lead")},
    {TEST_TEXT("CN=#0C025A")},
    {TEST_TEXT("CN=#0C015A31")},
    {TEST_TEXT("CN=#0C025A3")},
    {TEST_TEXT("CN=#0C025A311")},
    {TEST_TEXT("CN=#0C025A31x")},
    {TEST_TEXT("CN=#0C025A31\\20")},
    {TEST_TEXT("CN=#0C02 5A31")},
    {TEST_TEXT("CN=##0C025A31")},
    {TEST_TEXT("CN=#0C025A3G")},
    {TEST_TEXT("CN=#0C805A310000")}, /* of indefinite length */
    {TEST_TEXT("CN=#0C80")},
    {TEST_TEXT("CN=#0C81")},
    {TEST_TEXT("CN=#0C82005A31")},
    {TEST_TEXT("CN=#0C8500000000025A31")},
    {TEST_TEXT("CN=#0CFF5A31")},
    {TEST_TEXT("CN=#0C84FFFFFFFF")},
    {TEST_TEXT("CN=#1F025A31")}, /* a tag of several bytes */
    {TEST_TEXT("CN=#0C01FF")},   /* no UTF-8 */
    {TEST_TEXT("CN=#0C02C080")},
    {TEST_TEXT("CN=#0C03EDA080")},
    {TEST_TEXT("CN=#130180")}, /* no ASCII */
    {TEST_TEXT("CN=#1601E9")},
    {TEST_TEXT("CN=#1E03005A00")}, /* half a character */
    {TEST_TEXT("CN=#1C060000005A0000")},
    {TEST_TEXT("CN=#1E02D800")}, /* surrogates */
    {TEST_TEXT("CN=#1E04D83DDE00")},
    {TEST_TEXT("CN=#1C040000DFFF")},
    {TEST_TEXT("CN=#1C0400110000")}, /* beyond Unicode */
    {TEST_TEXT("CN=#1C04FFFFFFFF")},
};

START_TEST(what_is_no_name_is_malformed) {
  chret_i_name *name = parse(malformed[_i].text, malformed[_i].size);
  ck_assert_msg(name == NULL, "'%s' is taken", malformed[_i].text);
}
END_TEST

/* RFC 4519, X.520, PKCS #9, and `openssl x509 -nameopt oid` for those that OpenSSL knows. */
static const struct {
  const char *keyword, *type;
} keywords[] = {
    {"CN", "2.5.4.3"},
    {"SN", "2.5.4.4"},
    {"serialNumber", "2.5.4.5"},
    {"C", "2.5.4.6"},
    {"L", "2.5.4.7"},
    {"ST", "2.5.4.8"},
    {"S", "2.5.4.8"}, /* Java, .NET */
    {"STREET", "2.5.4.9"},
    {"O", "2.5.4.10"},
    {"OU", "2.5.4.11"},
    {"title", "2.5.4.12"},
    {"T", "2.5.4.12"}, /* Java, .NET */
    {"description", "2.5.4.13"},
    {"businessCategory", "2.5.4.15"},
    {"postalCode", "2.5.4.17"},
    {"telephoneNumber", "2.5.4.20"},
    {"name", "2.5.4.41"},
    {"givenName", "2.5.4.42"},
    {"GN", "2.5.4.42"},
    {"G", "2.5.4.42"}, /* .NET */
    {"initials", "2.5.4.43"},
    {"generationQualifier", "2.5.4.44"},
    {"x500UniqueIdentifier", "2.5.4.45"},
    {"dnQualifier", "2.5.4.46"},
    {"pseudonym", "2.5.4.65"},
    {"organizationIdentifier", "2.5.4.97"},
    {"UID", "0.9.2342.19200300.100.1.1"},
    {"DC", "0.9.2342.19200300.100.1.25"},
    {"emailAddress", "1.2.840.113549.1.9.1"},
    {"E", "1.2.840.113549.1.9.1"}, /* .NET */
    {"commonName", "2.5.4.3"},
    {"surname", "2.5.4.4"},
    {"countryName", "2.5.4.6"},
    {"localityName", "2.5.4.7"},
    {"stateOrProvinceName", "2.5.4.8"},
    {"streetAddress", "2.5.4.9"},
    {"organizationName", "2.5.4.10"},
    {"organizationalUnitName", "2.5.4.11"},
    {"userId", "0.9.2342.19200300.100.1.1"},
    {"domainComponent", "0.9.2342.19200300.100.1.25"},
};

START_TEST(short_names_mean_their_object_identifiers) {
  test_text texts[4] = {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, 0, 0}, {NULL, 0, 0}};
  test_addf(&texts[0], "%s=x", keywords[_i].type);
  for (size_t i = 1; i < 4; i++) {
    test_addf(&texts[i], "%s=x", keywords[_i].keyword);
    for (size_t c = 0; i > 1 && c < strlen(keywords[_i].keyword); c++) {
      char *letter = &texts[i].data[c];
      if (i == 2 && *letter >= 'a' && *letter <= 'z') {
        *letter = (char)(*letter - 'a' + 'A');
      }
      if (i == 3 && *letter >= 'A' && *letter <= 'Z') {
        *letter = (char)(*letter - 'A' + 'a');
      }
    }
    compare(texts[0].data, texts[0].size, texts[i].data, texts[i].size, 1);
  }
  for (size_t i = 0; i < 4; i++) {
    test_text_free(&texts[i]);
  }
}
END_TEST

/* Work that grows with the square of the size would take minutes. */
START_TEST(long_names_take_no_long_time) {
  static const char *const repeated[] = {"C=x,", "C=x+", "C=#0C0178,", "C=\\78\\ ,", "C=\"x\" , "};
  chret_i_name *issuer = parse(TEST_TEXT(DCC));
  for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
    test_text text = {NULL, 0, 0};
    for (int n = 0; n < 100000; n++) {
      test_adds(&text, repeated[i]);
    }
    ck_assert_ptr_null(parse(text.data, text.size));
    test_adds(&text, "C=x");
    chret_i_name *name = parse(text.data, text.size);
    ck_assert_ptr_nonnull(name);
    ck_assert(!chret_i_name_equal(name, issuer) && !chret_i_name_equal(issuer, name));
    chret_i_name_free(name);
    test_text_free(&text);
  }
  chret_i_name_free(issuer);
}
END_TEST

START_TEST(every_allocation_may_fail) {
  static const char text[] = "CN=a,CN=b,CN=c,CN=d,CN=e,CN=f,CN=g,CN=h,CN=i,CN=j";
  test_memory memory = {0, 0, 0, 0, 0, 0, 0};
  chret_allocator allocator;
  test_memory_allocator(&memory, &allocator);
  size_t failures = 0;
  for (size_t k = 1;; k++) {
    chret_i_name *name = NULL;
    test_memory_arm(&memory, k, _i);
    int32_t status = chret_i_name_parse(&name, text, sizeof text - 1, &allocator);
    int failed = test_memory_failed(&memory);
    ck_assert_int_eq(status, failed ? CHRET_E_NO_MEMORY : CHRET_OK);
    ck_assert((name == NULL) == failed);
    chret_i_name_free(name);
    ck_assert(memory.live == 0 && memory.misuse == 0);
    if (!failed) {
      break;
    }
    failures++;
  }
  ck_assert_uint_ge(failures, 3);
  chret_i_name *name = NULL;
  test_memory_arm(&memory, 0, 0);
  ck_assert_int_eq(chret_i_name_parse(&name, TEST_TEXT("CN=a,CN=b,CN"), &allocator), CHRET_E_SIGNATURE_MALFORMED);
  ck_assert(name == NULL && memory.live == 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("name");
  TCase *tests = tcase_create("name");
  suite_add_tcase(suite, tests);
  tcase_add_loop_test(tests, lawful_spellings_are_one_name, 0, TEST_COUNT(same));
  tcase_add_loop_test(tests, deceptive_spellings_are_other_names, 0, TEST_COUNT(different));
  tcase_add_loop_test(tests, what_is_no_name_is_malformed, 0, TEST_COUNT(malformed));
  tcase_add_loop_test(tests, short_names_mean_their_object_identifiers, 0, TEST_COUNT(keywords));
  tcase_add_test(tests, long_names_take_no_long_time);
  tcase_add_loop_test(tests, every_allocation_may_fail, 0, 2);
  return test_run(suite);
}
