/* The names of DUIS messages outside the vocabulary table: namespaces and the elements round header and body. */
#ifndef CHRET_I_NAMES_H
#define CHRET_I_NAMES_H

#define CHRET_I_DUIS_NAMESPACE     "http://www.dccinterface.co.uk/ServiceUserGateway"
#define CHRET_I_INSTANCE_NAMESPACE "http://www.w3.org/2001/XMLSchema-instance"
#define CHRET_I_REQUEST            "Request"
#define CHRET_I_RESPONSE           "Response"
#define CHRET_I_HEADER_NAME        "Header"
#define CHRET_I_BODY               "Body"
#define CHRET_I_RESPONSE_MESSAGE   "ResponseMessage"
#define CHRET_I_FAILURE_NAME       "CHFReturnFailure"

#endif
