/* interruption.h - SIGHUP, SIGINT and SIGTERM, noted, so that work can be ended in order. */
#ifndef INTERRUPTION_H
#define INTERRUPTION_H

/* From now on they are noted and end nothing. One that is ignored, as under nohup, stays so. */
void interruption_catch(void);

/* Whether one came: 0 or 1. */
int interruption_came(void);

/* Ends the program as the signal would have; comes back where none came. */
void interruption_give_way(void);

#endif
