/* json_messages.h - messages for scripts. */
#ifndef JSON_MESSAGES_H
#define JSON_MESSAGES_H

/* From now on each message is a JSON object in a line of stderr, and nothing else goes there: tool, file, line, record,
 * deviceID, item, code, message, without what is not known. */
void json_messages(void);

#endif
