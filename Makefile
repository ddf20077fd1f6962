# libchreturn. `make help` names the targets. Everything that is made is under $(B).

VERSION := $(shell sed -n 's/^\#define CHRET_VERSION "\(.*\)"/\1/p' include/chreturn/base.h)
SOVERSION := $(firstword $(subst ., ,$(VERSION)))

B ?= build
CC ?= cc
AR ?= ar
PKG_CONFIG ?= pkg-config
INSTALL ?= install
CFLAGS ?= -O2 -g
HARDEN ?= -fstack-protector-strong -D_FORTIFY_SOURCE=2
SANITIZE ?=

prefix ?= /usr/local
bindir ?= $(prefix)/bin
libdir ?= $(prefix)/lib
includedir ?= $(prefix)/include
datadir ?= $(prefix)/share
pkgconfigdir ?= $(libdir)/pkgconfig
schemadir ?= $(datadir)/chreturn

WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes $(if $(WERROR),-Werror)
XML_CFLAGS := $(shell $(PKG_CONFIG) --cflags libxml-2.0)
XML_LIBS := $(shell $(PKG_CONFIG) --libs libxml-2.0)
TOOL_LIBS = $(shell $(PKG_CONFIG) --libs jansson) -lcsv
CHECK_CFLAGS = $(shell $(PKG_CONFIG) --cflags check)
CHECK_LIBS = $(shell $(PKG_CONFIG) --libs check)

COMPILE = $(CC) -std=c99 $(WARN) -Iinclude $(CPPFLAGS) $(HARDEN) $(CFLAGS) $(SANITIZE) -MMD -MP
LINK = $(CC) $(CFLAGS) $(SANITIZE) -Wl,-z,relro,-z,now $(LDFLAGS)

HEADERS := $(wildcard include/chreturn/*.h)
LIB_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard $(addsuffix /*.c,lib/base lib/model lib/xml lib/signature lib/wire lib/validation lib/batch)))
COMMON_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard examples/common/*.c))
TOOL_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard examples/chret/*.c))
TESTS := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/check_*.c))
TEST_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/support*.c))

SO := libchreturn.so
SONAME := $(SO).$(SOVERSION)
SOFILE := $(SO).$(VERSION)

.PHONY: all lib tests check asan format install uninstall clean help
.SECONDARY:
all: lib $(B)/chret
lib: $(B)/libchreturn.a $(B)/$(SO)
tests: all $(TESTS)

help:
	@echo 'make            the libraries and the tool, in $(B)/'
	@echo 'make check      builds and runs the tests (tests/run also installs what they need)'
	@echo 'make asan       the same under AddressSanitizer and UndefinedBehaviorSanitizer, in $(B)-asan/'
	@echo 'make format     lays the sources out with clang-format'
	@echo 'make install    DESTDIR, prefix, bindir, libdir, includedir, datadir as usual; make uninstall takes it away'

# ---- The library ----

$(B)/lib/%.o: lib/%.c Makefile
	@mkdir -p $(@D)
	$(COMPILE) -fPIC -fvisibility=hidden -Ilib $(XML_CFLAGS) -c $< -o $@

$(B)/libchreturn.a: $(LIB_OBJ)
	rm -f $@
	$(AR) rcs $@ $(LIB_OBJ)

$(B)/$(SOFILE): $(LIB_OBJ) lib/libchreturn.map
	$(LINK) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=lib/libchreturn.map -Wl,--no-undefined \
	  $(LIB_OBJ) $(XML_LIBS) -o $@

$(B)/$(SO): $(B)/$(SOFILE)
	ln -sf $(SOFILE) $(B)/$(SONAME)
	ln -sf $(SONAME) $@

# ---- The tool and what the examples share ----

$(B)/examples/%.o: examples/%.c Makefile
	@mkdir -p $(@D)
	$(COMPILE) -D_POSIX_C_SOURCE=200809L -Iexamples/common $(XML_CFLAGS) -c $< -o $@

# The tool is linked to the installed library's name; in the build tree it finds it beside itself.
$(B)/chret: $(TOOL_OBJ) $(COMMON_OBJ) $(B)/$(SO)
	$(LINK) $(TOOL_OBJ) $(COMMON_OBJ) -L$(B) -lchreturn -Wl,-rpath,'$$ORIGIN' $(TOOL_LIBS) $(XML_LIBS) -o $@

# ---- Tests ----

$(B)/tests/%.o: tests/%.c Makefile
	@mkdir -p $(@D)
	$(COMPILE) -D_POSIX_C_SOURCE=200809L -Ilib -Itests $(XML_CFLAGS) $(CHECK_CFLAGS) -c $< -o $@

$(B)/tests/check_%: $(B)/tests/check_%.o $(TEST_OBJ) $(B)/libchreturn.a
	$(LINK) $< $(TEST_OBJ) $(B)/libchreturn.a $(CHECK_LIBS) $(XML_LIBS) -o $@

check: tests
	B=$(B) tests/run --no-install

asan:
	SANITIZED=1 $(MAKE) check B=$(B)-asan SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all' HARDEN= \
	  CFLAGS='-O1 -g -fno-omit-frame-pointer'

format:
	clang-format -i $(HEADERS) $(wildcard lib/*/*.[ch] examples/*/*.[ch] tests/*.[ch])

# ---- Installation ----

install: all
	$(INSTALL) -d $(DESTDIR)$(bindir) $(DESTDIR)$(libdir) $(DESTDIR)$(includedir)/chreturn \
	  $(DESTDIR)$(pkgconfigdir) $(DESTDIR)$(schemadir)
	$(INSTALL) -m 644 $(HEADERS) $(DESTDIR)$(includedir)/chreturn
	$(INSTALL) -m 644 $(B)/libchreturn.a $(DESTDIR)$(libdir)
	$(INSTALL) -m 755 $(B)/$(SOFILE) $(DESTDIR)$(libdir)
	ln -sf $(SOFILE) $(DESTDIR)$(libdir)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(libdir)/$(SO)
	$(INSTALL) -m 644 lib/schema/chreturn.xsd $(DESTDIR)$(schemadir)
	$(LINK) $(TOOL_OBJ) $(COMMON_OBJ) -L$(B) -lchreturn -Wl,-rpath,$(libdir) $(TOOL_LIBS) $(XML_LIBS) \
	  -o $(DESTDIR)$(bindir)/chret
	sed -e 's|@prefix@|$(prefix)|' -e 's|@libdir@|$(libdir)|' -e 's|@includedir@|$(includedir)|' \
	  -e 's|@version@|$(VERSION)|' -e 's|@libs_private@|$(XML_LIBS)|' pkgconfig/chreturn.pc.in \
	  > $(DESTDIR)$(pkgconfigdir)/chreturn.pc

uninstall:
	rm -f $(addprefix $(DESTDIR)$(includedir)/,$(patsubst include/%,%,$(HEADERS)))
	rm -f $(DESTDIR)$(libdir)/libchreturn.a $(addprefix $(DESTDIR)$(libdir)/,$(SO) $(SONAME) $(SOFILE))
	rm -f $(DESTDIR)$(bindir)/chret $(DESTDIR)$(schemadir)/chreturn.xsd $(DESTDIR)$(pkgconfigdir)/chreturn.pc
	-rmdir $(DESTDIR)$(includedir)/chreturn $(DESTDIR)$(schemadir) $(DESTDIR)$(pkgconfigdir) 2>/dev/null

clean:
	rm -rf $(B) $(B)-asan

-include $(shell find $(B) -name '*.d' 2>/dev/null)
