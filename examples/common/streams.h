/* streams.h - stdin, stdout and stderr, at the beginning and at the end of a program. */
#ifndef STREAMS_H
#define STREAMS_H

/* Whoever starts a program may have closed some of them. The next file or connection would get the number, and a report
 * be written into it: here they become streams that give nothing and take nothing (EBADF). And what goes beyond a limit of
 * the size of files fails (EFBIG), as on a full disk, and does not end the program. Gives an exit code (messages.h); to be
 * called before anything is opened. */
int streams_begin(void);

/* The exit code of a program that came to result: whether stdout took everything is seen, and said, in this place only. */
int streams_end(int result);

#endif
