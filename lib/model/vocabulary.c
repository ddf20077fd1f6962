/* THE table. Names, order, kinds, limits and values are those of the DUIS schema V5.4; a new item is one row. */
#include "model/vocabulary.h"

#include <string.h>

#define V(literal) CHRET_I_TEXT(literal)

static const chret_i_text FAULT_RETURN_TYPES[] = {
    V("Fault identified prior to installation"),
    V("Fault identified post installation"),
};

static const chret_i_text NO_FAULT_RETURN_TYPES[] = {
    V("No Fault Return (general)"),
    V("No Fault Return (non-dom opt out)"),
    V("No Fault Return (dual supplier HAN variant replacement)"),
    V("No Fault Return (SM WAN variant replacement requested by DCC)"),
    V("Lost or Stolen Hub"),
};

static const chret_i_text CONNECTION_METHODS[] = {
    V("Hot-shoe"),
    V("Cradle"),
    V("ESME"),
};

static const chret_i_text FAULT_REASONS[] = {
    V("Damaged case"),
    V("Damaged Connector"),
    V("Illegal interference or missing seals"),
    V("Environmental conditions exceeded"),
    V("SM WAN Fault"),
    V("SMHAN Interface Fault"),
    V("LED Fault"),
    V("Aerial fault"),
    V("Manufacturing defect"),
};

static const chret_i_text SERVICE_REFERENCES[] = {
    V("1.1"),  V("1.2"),  V("1.5"),  V("1.6"),  V("1.7"),  V("2.1"),  V("2.2"),  V("2.3"),  V("2.5"),  V("3.1"),
    V("3.2"),  V("3.3"),  V("3.4"),  V("3.5"),  V("4.1"),  V("4.2"),  V("4.3"),  V("4.4"),  V("4.6"),  V("4.8"),
    V("4.10"), V("4.11"), V("4.12"), V("4.13"), V("4.14"), V("4.15"), V("4.16"), V("4.17"), V("4.18"), V("5.1"),
    V("5.2"),  V("5.3"),  V("6.2"),  V("6.4"),  V("6.5"),  V("6.6"),  V("6.7"),  V("6.8"),  V("6.11"), V("6.12"),
    V("6.13"), V("6.14"), V("6.15"), V("6.17"), V("6.18"), V("6.20"), V("6.21"), V("6.22"), V("6.23"), V("6.24"),
    V("6.25"), V("6.26"), V("6.27"), V("6.28"), V("6.29"), V("6.30"), V("6.31"), V("6.32"), V("7.1"),  V("7.2"),
    V("7.3"),  V("7.4"),  V("7.5"),  V("7.6"),  V("7.7"),  V("7.8"),  V("7.9"),  V("7.10"), V("7.11"), V("7.12"),
    V("7.13"), V("7.14"), V("7.15"), V("7.16"), V("8.1"),  V("8.2"),  V("8.3"),  V("8.4"),  V("8.5"),  V("8.6"),
    V("8.7"),  V("8.8"),  V("8.9"),  V("8.11"), V("8.12"), V("8.13"), V("8.14"), V("9.1"),  V("11.1"), V("11.2"),
    V("11.3"), V("11.4"), V("12.1"), V("12.2"), V("14.1"),
};

static const chret_i_text VARIANTS[] = {
    V("1.1.1"),  V("1.1.2"),  V("1.2.1"),  V("1.2.2"),  V("1.5"),    V("1.6"),    V("1.7"),    V("2.1"),    V("2.2"),
    V("2.3"),    V("2.5"),    V("3.1"),    V("3.2"),    V("3.3"),    V("3.4"),    V("3.5"),    V("4.1.1"),  V("4.1.2"),
    V("4.1.3"),  V("4.1.4"),  V("4.2"),    V("4.3"),    V("4.4.2"),  V("4.4.3"),  V("4.4.4"),  V("4.4.5"),  V("4.6.1"),
    V("4.6.2"),  V("4.8.1"),  V("4.8.2"),  V("4.8.3"),  V("4.10"),   V("4.11.1"), V("4.11.2"), V("4.12.1"), V("4.12.2"),
    V("4.13"),   V("4.14"),   V("4.15"),   V("4.16"),   V("4.17"),   V("4.18"),   V("5.1"),    V("5.2"),    V("5.3"),
    V("6.2.1"),  V("6.2.2"),  V("6.2.3"),  V("6.2.4"),  V("6.2.5"),  V("6.2.7"),  V("6.2.8"),  V("6.2.9"),  V("6.2.10"),
    V("6.4.1"),  V("6.4.2"),  V("6.5"),    V("6.6"),    V("6.7"),    V("6.8"),    V("6.11"),   V("6.12"),   V("6.13"),
    V("6.14.1"), V("6.14.2"), V("6.14.3"), V("6.15.1"), V("6.15.2"), V("6.17"),   V("6.18.1"), V("6.18.2"), V("6.20.1"),
    V("6.20.2"), V("6.21"),   V("6.22"),   V("6.23"),   V("6.24.1"), V("6.24.2"), V("6.25"),   V("6.26"),   V("6.27"),
    V("6.28"),   V("6.29"),   V("6.30"),   V("6.31"),   V("6.32"),   V("7.1"),    V("7.2"),    V("7.3"),    V("7.4"),
    V("7.5"),    V("7.6"),    V("7.7"),    V("7.8"),    V("7.9"),    V("7.10"),   V("7.11"),   V("7.12"),   V("7.13"),
    V("7.14"),   V("7.15"),   V("7.16"),   V("8.1.1"),  V("8.2"),    V("8.3"),    V("8.4"),    V("8.5"),    V("8.6"),
    V("8.7.1"),  V("8.7.2"),  V("8.8.1"),  V("8.8.2"),  V("8.9"),    V("8.11"),   V("8.12.1"), V("8.12.2"), V("8.13"),
    V("8.14.1"), V("8.14.2"), V("8.14.3"), V("8.14.4"), V("9.1"),    V("11.1"),   V("11.2"),   V("11.3"),   V("11.4"),
    V("12.1"),   V("12.2"),   V("14.1"),
};

static const chret_i_text RESPONSE_CODES[] = {
    V("I0"),      V("I99"),     V("E1"),      V("E2"),      V("E3"),      V("E4"),      V("E5"),      V("E11"),
    V("E12"),     V("E13"),     V("E17"),     V("E19"),     V("E20"),     V("E21"),     V("E30"),     V("E31"),
    V("E40"),     V("E41"),     V("E42"),     V("E43"),     V("E44"),     V("E45"),     V("E46"),     V("E47"),
    V("E48"),     V("E49"),     V("E50"),     V("E51"),     V("E52"),     V("E53"),     V("E54"),     V("E55"),
    V("E56"),     V("E57"),     V("E58"),     V("E59"),     V("E60"),     V("E61"),     V("E62"),     V("E63"),
    V("E64"),     V("E65"),     V("E66"),     V("E67"),     V("E68"),     V("E69"),     V("E70"),     V("E71"),
    V("E100"),    V("E1000"),   V("E1001"),   V("E1003"),   V("E1004"),   V("E1006"),   V("E1007"),   V("E1008"),
    V("E1010"),   V("E1011"),   V("E010101"), V("E010102"), V("E010201"), V("E030301"), V("E030302"), V("E040101"),
    V("E041701"), V("E050101"), V("E050102"), V("E050103"), V("E050105"), V("E050107"), V("E050108"), V("E050109"),
    V("E050110"), V("E050111"), V("E050112"), V("E050201"), V("E050202"), V("W050201"), V("E050301"), V("E050302"),
    V("W050301"), V("E060501"), V("E060502"), V("E060701"), V("E060801"), V("E060802"), V("E060803"), V("E061301"),
    V("E061304"), V("E061305"), V("E061501"), V("E061504"), V("E061505"), V("E061506"), V("E061507"), V("E061508"),
    V("E061509"), V("E061801"), V("E061802"), V("E061803"), V("E062101"), V("E062102"), V("E062103"), V("E062105"),
    V("E062201"), V("E062202"), V("E062203"), V("E062301"), V("E062302"), V("E062303"), V("E062304"), V("E062305"),
    V("E062306"), V("E062401"), V("E062402"), V("E062403"), V("E062801"), V("E062802"), V("E062803"), V("E080201"),
    V("E080202"), V("E080301"), V("E080302"), V("E080405"), V("E080406"), V("E080407"), V("E080408"), V("E080409"),
    V("E080410"), V("E080411"), V("E080412"), V("E080413"), V("E080414"), V("E080415"), V("E080501"), V("E080502"),
    V("E080503"), V("E080601"), V("E080602"), V("E080604"), V("E080606"), V("E080607"), V("E080702"), V("E080721"),
    V("E080722"), V("E080723"), V("E080801"), V("E080821"), V("E080822"), V("E080901"), V("E080902"), V("E080903"),
    V("E081101"), V("E081102"), V("E081104"), V("E081105"), V("E081106"), V("E081107"), V("E081108"), V("E081109"),
    V("E081110"), V("E081111"), V("E081202"), V("E081204"), V("E081205"), V("E081221"), V("E081222"), V("E081223"),
    V("E081301"), V("E081302"), V("E081303"), V("E081401"), V("E081402"), V("E081405"), V("E081406"), V("W081401"),
    V("E110101"), V("E110102"), V("E110103"), V("E110105"), V("E110106"), V("W110101"), V("E110401"), V("E110402"),
    V("E110403"), V("E110405"), V("W110401"), V("E120101"), V("E120102"), V("E120103"), V("E120201"), V("E120203"),
    V("E120204"), V("E120207"),
};

#define ROW(id, literal, kind, limit, values, count, ...)                                                              \
  {                                                                                                                    \
    CHRET_FIELD_##id, CHRET_KIND_##kind, limit, values, count, CHRET_I_ELEMENT(literal), {                             \
      __VA_ARGS__                                                                                                      \
    }                                                                                                                  \
  }
#define COUNT(values)                        (sizeof(values) / sizeof((values)[0]))
#define FIELD(id, literal, kind, limit, ...) ROW(id, literal, kind, limit, NULL, 0, __VA_ARGS__)
#define CHOICE(id, literal, values, ...)     ROW(id, literal, ENUMERATION, 0, values, COUNT(values), __VA_ARGS__)
#define CODES(id, literal, values, ...)      ROW(id, literal, RESPONSE_CODE, 0, values, COUNT(values), __VA_ARGS__)
#define NO                                   CHRET_I_ABSENT
#define MAY                                  CHRET_I_OPTIONAL
#define MUST                                 CHRET_I_REQUIRED

/* clang-format off */
const chret_i_field chret_i_fields[CHRET_I_FIELD_COUNT] = {
    /*                                                                               request record        response         failure
                                                                                     header 8.14.3 8.14.4  header service */
    FIELD(DEVICE_ID, "DeviceID", EUI, 0,                                             NO,    MUST,  MUST,   NO,    NO,     NO),
    CHOICE(FAULT_RETURN_TYPE, "CHFFaultReturnType", FAULT_RETURN_TYPES,              NO,    MUST,  NO,     NO,    NO,     NO),
    CHOICE(NO_FAULT_RETURN_TYPE, "CHFNoFaultReturnType", NO_FAULT_RETURN_TYPES,      NO,    NO,    MUST,   NO,    NO,     NO),
    FIELD(USER_REF_DATE_TIME, "UserRefDateTime", DATE_TIME, 0,                       NO,    MAY,   MAY,    NO,    NO,     NO),
    FIELD(USER_REF_ID, "UserRefID", TEXT, 25,                                        NO,    MAY,   MAY,    NO,    NO,     NO),
    FIELD(OTHER_DEVICE_ID, "OtherDeviceID", EUI, 0,                                  NO,    MUST,  NO,     NO,    NO,     NO),
    FIELD(INCIDENT_REFERENCE, "IncidentReference", TEXT, 15,                         NO,    MAY,   MAY,    NO,    NO,     NO),
    CHOICE(CONNECTION_METHOD, "CHFConnectionMethod", CONNECTION_METHODS,             NO,    MUST,  NO,     NO,    NO,     NO),
    CHOICE(FAULT_REASON, "CHFFaultReason", FAULT_REASONS,                            NO,    MUST,  NO,     NO,    NO,     NO),
    FIELD(ADDITIONAL_INFORMATION, "AdditionalInformation", TEXT, 200,                NO,    MAY,   MAY,    NO,    NO,     NO),
    FIELD(SCHEMA_VERSION, "schemaVersion", DECIMAL, 16,                              NO,    NO,    NO,     NO,    NO,     NO),
    FIELD(REQUEST_ID, "RequestID", REQUEST_ID, 0,                                    MUST,  NO,    NO,     MAY,   NO,     NO),
    FIELD(FIRST_IN_SEQUENCE, "FirstInSequence", BOOLEAN, 0,                          MAY,   NO,    NO,     NO,    NO,     NO),
    FIELD(PRECEDING_SERVICE_REQUEST_ID, "PrecedingServiceRequestID", REQUEST_ID, 0,  MAY,   NO,    NO,     NO,    NO,     NO),
    FIELD(COMMAND_VARIANT, "CommandVariant", COMMAND_VARIANT, 0,                     MUST,  NO,    NO,     NO,    NO,     NO),
    CHOICE(SERVICE_REFERENCE, "ServiceReference", SERVICE_REFERENCES,                MUST,  NO,    NO,     NO,    MUST,   NO),
    CHOICE(SERVICE_REFERENCE_VARIANT, "ServiceReferenceVariant", VARIANTS,           MUST,  NO,    NO,     NO,    MUST,   NO),
    FIELD(RESPONSE_ID, "ResponseID", REQUEST_ID, 0,                                  NO,    NO,    NO,     MAY,   NO,     NO),
    CODES(RESPONSE_CODE, "ResponseCode", RESPONSE_CODES,                             NO,    NO,    NO,     MUST,  NO,     MUST),
    FIELD(RESPONSE_DATE_TIME, "ResponseDateTime", DATE_TIME, 0,                      NO,    NO,    NO,     MUST,  NO,     NO),
    FIELD(DEVICE_ID_LIST, "DeviceIDList", EUI_LIST, 0,                               NO,    NO,    NO,     NO,    NO,     MUST),
};

const chret_i_service chret_i_services[CHRET_I_SERVICES] = {
    {CHRET_SERVICE_FAULT_RETURN, CHRET_I_FAULT_RETURN, V("8.14"), V("8.14.3"), V("8"),
     CHRET_I_ELEMENT("CHFFaultReturn"), CHRET_I_ELEMENT("CHFFaultReturnList")},
    {CHRET_SERVICE_NO_FAULT_RETURN, CHRET_I_NO_FAULT_RETURN, V("8.14"), V("8.14.4"), V("8"),
     CHRET_I_ELEMENT("CHFNoFaultReturn"), CHRET_I_ELEMENT("CHFNoFaultReturnList")},
};
/* clang-format on */
