/* chreturn/chreturn.h - the whole interface of libchreturn, one header a module. */
#ifndef CHRETURN_CHRETURN_H
#define CHRETURN_CHRETURN_H

#include <chreturn/base.h>
#include <chreturn/batch.h>
#include <chreturn/model.h>
#include <chreturn/signature.h>
#include <chreturn/validation.h>
#include <chreturn/wire.h>

#endif
