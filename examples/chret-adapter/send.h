/* send.h - chret-adapter send. */
#ifndef SEND_H
#define SEND_H

/* argv[0] is the call's own name. Gives an exit code (messages.h). */
int call_send(int argc, char **argv);

#endif
