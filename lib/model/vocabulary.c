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

static const chret_i_text SERVICE_REFERENCE_VARIANTS[] = {
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

#define FIELD(id, literal, kind, limit, header, fault, no_fault)                                                       \
  {                                                                                                                    \
    CHRET_FIELD_##id, CHRET_KIND_##kind, limit, NULL, 0, CHRET_I_ELEMENT(literal), {                                   \
      header, fault, no_fault                                                                                          \
    }                                                                                                                  \
  }
#define CHOICE(id, literal, values, header, fault, no_fault)                                                           \
  {                                                                                                                    \
    CHRET_FIELD_##id, CHRET_KIND_ENUMERATION, 0, values, sizeof(values) / sizeof((values)[0]),                         \
        CHRET_I_ELEMENT(literal), {                                                                                    \
      header, fault, no_fault                                                                                          \
    }                                                                                                                  \
  }
#define NO   CHRET_I_ABSENT
#define MAY  CHRET_I_OPTIONAL
#define MUST CHRET_I_REQUIRED

/* clang-format off */
const chret_i_field chret_i_fields[] = {
    /*                                                                                       header 8.14.3 8.14.4 */
    FIELD(DEVICE_ID, "DeviceID", EUI, 0,                                                        NO, MUST, MUST),
    CHOICE(FAULT_RETURN_TYPE, "CHFFaultReturnType", FAULT_RETURN_TYPES,                         NO, MUST, NO),
    CHOICE(NO_FAULT_RETURN_TYPE, "CHFNoFaultReturnType", NO_FAULT_RETURN_TYPES,                 NO, NO, MUST),
    FIELD(USER_REF_DATE_TIME, "UserRefDateTime", DATE_TIME, 0,                                  NO, MAY, MAY),
    FIELD(USER_REF_ID, "UserRefID", TEXT, 25,                                                   NO, MAY, MAY),
    FIELD(OTHER_DEVICE_ID, "OtherDeviceID", EUI, 0,                                             NO, MUST, NO),
    FIELD(INCIDENT_REFERENCE, "IncidentReference", TEXT, 15,                                    NO, MAY, MAY),
    CHOICE(CONNECTION_METHOD, "CHFConnectionMethod", CONNECTION_METHODS,                        NO, MUST, NO),
    CHOICE(FAULT_REASON, "CHFFaultReason", FAULT_REASONS,                                       NO, MUST, NO),
    FIELD(ADDITIONAL_INFORMATION, "AdditionalInformation", TEXT, 200,                           NO, MAY, MAY),
    FIELD(SCHEMA_VERSION, "schemaVersion", DECIMAL, 16,                                         NO, NO, NO),
    FIELD(REQUEST_ID, "RequestID", REQUEST_ID, 0,                                               MUST, NO, NO),
    FIELD(FIRST_IN_SEQUENCE, "FirstInSequence", BOOLEAN, 0,                                     MAY, NO, NO),
    FIELD(PRECEDING_SERVICE_REQUEST_ID, "PrecedingServiceRequestID", REQUEST_ID, 0,             MAY, NO, NO),
    FIELD(COMMAND_VARIANT, "CommandVariant", COMMAND_VARIANT, 0,                                MUST, NO, NO),
    CHOICE(SERVICE_REFERENCE, "ServiceReference", SERVICE_REFERENCES,                           MUST, NO, NO),
    CHOICE(SERVICE_REFERENCE_VARIANT, "ServiceReferenceVariant", SERVICE_REFERENCE_VARIANTS,    MUST, NO, NO),
};

const chret_i_service chret_i_services[] = {
    {CHRET_SERVICE_FAULT_RETURN, CHRET_I_FAULT_RETURN, V("8.14"), V("8.14.3"), V("8"),
     CHRET_I_ELEMENT("CHFFaultReturn"), CHRET_I_ELEMENT("CHFFaultReturnList")},
    {CHRET_SERVICE_NO_FAULT_RETURN, CHRET_I_NO_FAULT_RETURN, V("8.14"), V("8.14.4"), V("8"),
     CHRET_I_ELEMENT("CHFNoFaultReturn"), CHRET_I_ELEMENT("CHFNoFaultReturnList")},
};
/* clang-format on */

const size_t chret_i_field_count = sizeof chret_i_fields / sizeof chret_i_fields[0];
const size_t chret_i_service_count = sizeof chret_i_services / sizeof chret_i_services[0];
