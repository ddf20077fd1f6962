# libchreturn. `make help` names the targets. Everything that is made is under $(B).

VERSION := $(shell sed -n 's/^\#define CHRET_VERSION "\(.*\)"/\1/p' include/chreturn/base.h)
SOVERSION := $(firstword $(subst ., ,$(VERSION)))

B ?= build
CC ?= cc
AR ?= ar
PKG_CONFIG ?= pkg-config
INSTALL ?= install
CFLAGS ?= -O2 -g
CET := $(if $(findstring x86_64,$(shell $(CC) -dumpmachine)),-fcf-protection)
# One who asks for another level has it.
FORTIFY = $(if $(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
HARDEN ?= -fstack-protector-strong $(FORTIFY) $(CET)
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
XML_LIBS := $(shell $(PKG_CONFIG) --libs libxml-2.0) -pthread
XMLSEC_CFLAGS := $(shell $(PKG_CONFIG) --cflags xmlsec1-openssl)
XMLSEC_LIBS := $(shell $(PKG_CONFIG) --libs xmlsec1-openssl) -pthread
TOOL_LIBS = $(shell $(PKG_CONFIG) --libs jansson) -lcsv
CRYPTO_LIBS = $(shell $(PKG_CONFIG) --libs libcrypto)
CHECK_CFLAGS = $(shell $(PKG_CONFIG) --cflags check)
CHECK_LIBS = $(shell $(PKG_CONFIG) --libs check)

# The folder that it is built in leaves no trace: another one gives the same bytes.
COMPILE = $(CC) -std=c99 $(WARN) -Iinclude $(CPPFLAGS) $(HARDEN) $(CFLAGS) $(SANITIZE) -ffile-prefix-map=$(CURDIR)=. -MMD -MP
LINK = $(CC) $(CFLAGS) $(SANITIZE) -Wl,-z,relro,-z,now,-z,noexecstack $(LDFLAGS)

HEADERS := $(wildcard include/chreturn/*.h)
LIB_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard $(addsuffix /*.c,lib/base lib/model lib/xml lib/signature lib/wire lib/validation lib/batch)))
XMLSEC_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard lib/xmlsec/*.c))
COMMON_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard examples/common/*.c))
TOOL_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard examples/chret/*.c))
TESTS := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/check_*.c))
TEST_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/support*.c))

# Each library is libNAME.so.VERSION, of the soname libNAME.so.SOVERSION, and libNAME.a.
LIBRARIES := libchreturn libchreturn-xmlsec

.PHONY: all lib examples services tests check bench bench-json bench-batch bench-services asan format folders install uninstall dist clean help
.SECONDARY:
all: lib $(B)/chret man
lib: $(LIBRARIES:%=$(B)/%.a) $(LIBRARIES:%=$(B)/%.so)
examples: all $(B)/make-identity $(B)/host-signer $(B)/pkcs11-signer
tests: all $(TESTS) $(B)/make-identity $(B)/host-signer $(B)/chret-adapter fuzz-targets

help:
	@echo 'make            the libraries and the tool, in $(B)/'
	@echo 'make examples   the programs that show how; pkcs11-signer needs the headers of p11-kit'
	@echo 'make services   both ends as programs: chret-adapter needs libcurl; chret-dsp libmicrohttpd, SQLite, libpq, librabbitmq'
	@echo 'make check      builds and runs the tests (tests/run also installs what they need)'
	@echo 'make bench      measures against the floor and the ordinary way with libxmlsec1; bench-json: to $(B)/bench.json'
	@echo 'make bench-batch  whole batches: time a row, memory, and what two threads gain'
	@echo 'make fuzz       the fuzz targets with libFuzzer, in $(B)/fuzz/; then tests/fuzz/run'
	@echo 'make bench-hostile  documents made to take long: their time for a byte beside the ordinary'
	@echo 'make bench-services  chret-dsp under load, seven minutes: requests a second, answer times, memory'
	@echo 'make coverage   lines and branches of lib/ that the test programs reach; needs gcovr'
	@echo 'make asan       the same under AddressSanitizer and UndefinedBehaviorSanitizer, in $(B)-asan/'
	@echo 'make doc        the reference in HTML, in $(B)/doc/, by Doxygen; make install-doc installs it'
	@echo 'make format     lays the sources out with clang-format'
	@echo 'make install    DESTDIR, prefix, bindir, libdir, includedir, datadir as usual; make uninstall takes it away'
	@echo 'make dist       the last commit as $(B)/libchreturn-$(VERSION).tar.gz'
	@echo 'RUN_CHRET=PATH  for another machine: a chret of this version that runs here, for the manual page'

# ---- The libraries ----

$(B)/lib/%.o: lib/%.c Makefile
	@mkdir -p $(@D)
	$(COMPILE) -fPIC -fvisibility=hidden $(INSIDE) $(XML_CFLAGS) -c $< -o $@

# The provider is a library of its own: it sees the public headers only. A batch has a lock of POSIX threads.
INSIDE = -Ilib
$(B)/lib/batch/%.o: INSIDE = -Ilib -D_POSIX_C_SOURCE=200809L -pthread
$(XMLSEC_OBJ): INSIDE = -D_POSIX_C_SOURCE=200809L $(XMLSEC_CFLAGS)

$(B)/libchreturn.a: $(LIB_OBJ)
$(B)/libchreturn-xmlsec.a: $(XMLSEC_OBJ)
$(LIBRARIES:%=$(B)/%.a):
	rm -f $@
	$(AR) rcs $@ $^

$(B)/libchreturn.so.$(VERSION): $(LIB_OBJ)
$(B)/libchreturn.so.$(VERSION): NEEDED = $(XML_LIBS)
$(B)/libchreturn-xmlsec.so.$(VERSION): $(XMLSEC_OBJ) | $(B)/libchreturn.so
$(B)/libchreturn-xmlsec.so.$(VERSION): NEEDED = -L$(B) -lchreturn $(XMLSEC_LIBS)
$(LIBRARIES:%=$(B)/%.so.$(VERSION)): $(B)/%.so.$(VERSION): lib/%.map
	$(LINK) -shared -Wl,-soname,$*.so.$(SOVERSION) -Wl,--version-script=lib/$*.map -Wl,--no-undefined \
	  -Wl,--as-needed $(filter %.o,$^) $(NEEDED) -o $@

$(B)/%.so: $(B)/%.so.$(VERSION)
	ln -sf $(<F) $(B)/$*.so.$(SOVERSION)
	ln -sf $*.so.$(SOVERSION) $@

# ---- The tool and what the examples share ----

$(B)/examples/%.o: examples/%.c Makefile
	@mkdir -p $(@D)
	$(COMPILE) -D_POSIX_C_SOURCE=200809L -Iexamples/common $(XML_CFLAGS) -c $< -o $@

# The tool is linked to the installed libraries' names; in the build tree it finds them beside itself.
LINK_TOOL = $(LINK) $(TOOL_OBJ) $(COMMON_OBJ) -L$(B) -lchreturn-xmlsec -lchreturn $(TOOL_LIBS) $(XML_LIBS)
$(B)/chret: $(TOOL_OBJ) $(COMMON_OBJ) $(LIBRARIES:%=$(B)/%.so)
	$(LINK_TOOL) -Wl,-rpath,'$$ORIGIN' -Wl,-rpath-link,$(B) -o $@

# A test key and certificate; not installed.
$(B)/make-identity: $(patsubst %.c,$(B)/%.o,$(wildcard examples/make-identity/*.c))
	$(LINK) $^ $(CRYPTO_LIBS) -o $@

# Two signers of the host's own; not installed.
$(B)/host-signer: $(B)/examples/host-signer/host_signer.o $(B)/libchreturn.a
	$(LINK) $^ $(CRYPTO_LIBS) $(XML_LIBS) -o $@

$(B)/examples/pkcs11-signer/%.o: XML_CFLAGS = $(shell $(PKG_CONFIG) --cflags p11-kit-1)
$(B)/pkcs11-signer: $(B)/examples/pkcs11-signer/pkcs11_signer.o $(B)/libchreturn-xmlsec.a $(B)/libchreturn.a
	$(LINK) $^ $(XMLSEC_LIBS) $(XML_LIBS) -ldl -o $@

# ---- Services ----

ADAPTER_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard examples/chret-adapter/*.c))
CURL_LIBS = $(shell $(PKG_CONFIG) --libs libcurl)

services: $(B)/chret-adapter

# A supplier's side, over HTTP; not installed.
$(B)/chret-adapter: $(ADAPTER_OBJ) $(COMMON_OBJ) $(LIBRARIES:%=$(B)/%.so)
	$(LINK) $(ADAPTER_OBJ) $(COMMON_OBJ) -L$(B) -lchreturn-xmlsec -lchreturn -lcsv $(CURL_LIBS) $(XML_LIBS) -lm \
	  -Wl,-rpath,'$$ORIGIN' -Wl,-rpath-link,$(B) -o $@

DSP_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard $(addsuffix /*.c,examples/chret-dsp examples/dsp-store examples/dsp-queue)))
DSP_PACKAGES = libmicrohttpd sqlite3 libpq jansson librabbitmq
$(DSP_OBJ): XML_CFLAGS = -Iexamples/chret-dsp -Iexamples/dsp-store -Iexamples/dsp-queue -pthread $(shell $(PKG_CONFIG) --cflags $(DSP_PACKAGES))
$(B)/chret-dsp: $(DSP_OBJ) $(COMMON_OBJ) $(B)/libchreturn-xmlsec.a $(B)/libchreturn.a
	$(LINK) $^ $(shell $(PKG_CONFIG) --libs $(DSP_PACKAGES)) -lcsv $(XMLSEC_LIBS) $(XML_LIBS) -o $@
services: $(B)/chret-dsp

# ---- Tests ----

$(B)/tests/%.o: tests/%.c Makefile
	@mkdir -p $(@D)
	$(COMPILE) -D_POSIX_C_SOURCE=200809L -Ilib -Itests $(XML_CFLAGS) $(CHECK_CFLAGS) -c $< -o $@

$(B)/tests/check_%: $(B)/tests/check_%.o $(TEST_OBJ) $(B)/libchreturn.a
	$(LINK) $< $(TEST_OBJ) $(PEER_LIBS) $(B)/libchreturn.a $(CHECK_LIBS) $(XML_LIBS) -o $@

# Tests with documents that libxml2 and OpenSSL sign.
PEER_TESTS := $(addprefix $(B)/tests/check_,batch_state profile signer verifier)
PEER_OBJ := $(B)/tests/peer.o $(B)/tests/verifying.o
$(PEER_TESTS): $(PEER_OBJ)
$(PEER_TESTS): PEER_LIBS = $(PEER_OBJ) -lcrypto

# Tests of signing by such a peer.
SIGNING_TESTS := $(addprefix $(B)/tests/check_,memory message prepare sign verified write_signed)
SIGNING_OBJ := $(PEER_OBJ) $(B)/tests/signing.o
$(SIGNING_TESTS): $(SIGNING_OBJ)
$(SIGNING_TESTS): PEER_LIBS = $(SIGNING_OBJ) -lcrypto

# Tests of the provider.
XMLSEC_TESTS := $(addprefix $(B)/tests/check_,batch_threads host threads xmlsec xmlsec_memory xmlsec_secrets xmlsec_signer)
$(XMLSEC_TESTS): $(B)/tests/host_state.o $(B)/libchreturn-xmlsec.a $(B)/make-identity
$(XMLSEC_TESTS): PEER_LIBS = $(B)/tests/host_state.o $(HOST) $(B)/libchreturn-xmlsec.a $(XMLSEC_LIBS)
$(B)/tests/check_host: HOST = $(B)/tests/host_work.o
$(B)/tests/check_host: $(B)/tests/host_work.o
$(B)/tests/host_work.o: CHECK_CFLAGS += $(XMLSEC_CFLAGS)

# Tests of what the examples share; the one who tests makes allocations fail.
$(B)/tests/check_replay_memory: $(patsubst %,$(B)/examples/common/%.o,replay_memory order)
$(B)/tests/check_replay_memory: PEER_LIBS = $(filter $(B)/examples/%,$^) -Wl,--wrap=calloc -Wl,--wrap=tsearch

# ---- Benchmarks ----

BENCH_OBJ := $(patsubst %.c,$(B)/%.o,$(filter-out tests/bench/batch.c,$(wildcard tests/bench/*.c)))
BENCH_BATCH_OBJ := $(B)/tests/bench/batch.o
$(BENCH_OBJ) $(BENCH_BATCH_OBJ): CHECK_CFLAGS = $(XMLSEC_CFLAGS)
$(BENCH_BATCH_OBJ): CHECK_CFLAGS += -D_DEFAULT_SOURCE

$(B)/bench: $(BENCH_OBJ) $(B)/libchreturn-xmlsec.a $(B)/libchreturn.a
	$(LINK) $(BENCH_OBJ) $(B)/libchreturn-xmlsec.a $(B)/libchreturn.a $(XMLSEC_LIBS) $(XML_LIBS) -o $@

$(B)/bench-batch: $(BENCH_BATCH_OBJ) $(B)/libchreturn-xmlsec.a $(B)/libchreturn.a
	$(LINK) $(BENCH_BATCH_OBJ) $(B)/libchreturn-xmlsec.a $(B)/libchreturn.a $(XMLSEC_LIBS) $(XML_LIBS) -lcrypto -o $@

$(B)/bench.key.pem: | $(B)/make-identity
	$(B)/make-identity --eui 90-B3-D5-1F-30-01-00-00 --role 02 --out $(B)/bench

# HOW=--brief: a few runs only, to see that it works.
bench: $(B)/bench $(B)/bench.key.pem
	$(B)/bench $(B)/bench.key.pem $(B)/bench.cert.pem $(HOW)

bench-json: $(B)/bench $(B)/bench.key.pem
	$(B)/bench $(B)/bench.key.pem $(B)/bench.cert.pem --json > $(B)/bench.json.part
	mv $(B)/bench.json.part $(B)/bench.json

bench-batch: $(B)/bench-batch $(B)/bench.key.pem
	$(B)/bench-batch $(B)/bench.key.pem $(B)/bench.cert.pem

# ---- Fuzzing ----

# Each target from one source: here as a plain program for its kept corpus; by `make fuzz` with libFuzzer and a mutator in
# the place of main.c, and the libraries built for it.
FUZZ_TARGETS := canonical certificate key lexical read response schema state values verdict verify
FUZZ_XML := mutate_xml xml_tokens xml_words
# what a target is made of beside fuzz.c, and its mutator
FUZZ_PARTS_canonical := document
FUZZ_PARTS_read := reading
FUZZ_PARTS_response := reading signing sign_again
FUZZ_PARTS_schema := document
FUZZ_PARTS_state := signing sign_again
FUZZ_PARTS_verdict := identity sign_again
FUZZ_PARTS_certificate := identity
FUZZ_PARTS_key := identity
FUZZ_PARTS_verify := reading signing sign_again
FUZZ_MUTATOR_canonical := $(FUZZ_XML)
FUZZ_MUTATOR_read := $(FUZZ_XML)
FUZZ_MUTATOR_response := $(FUZZ_XML)
FUZZ_MUTATOR_schema := $(FUZZ_XML)
FUZZ_MUTATOR_verdict := $(FUZZ_XML)
FUZZ_MUTATOR_verify := $(FUZZ_XML)
FUZZ_LIBS_values := $(CRYPTO_LIBS)
FUZZ_LIBS_certificate = $(XMLSEC_LIBS) $(CRYPTO_LIBS)
FUZZ_LIBS_key = $(XMLSEC_LIBS) $(CRYPTO_LIBS)
FUZZ_LIBS_verdict = $(XMLSEC_LIBS) $(CRYPTO_LIBS)
FUZZ_ARCHIVES_certificate := $(B)/libchreturn-xmlsec.a
FUZZ_ARCHIVES_key := $(B)/libchreturn-xmlsec.a
FUZZ_ARCHIVES_verdict := $(B)/libchreturn-xmlsec.a
$(B)/tests/fuzz/verdict.o: CHECK_CFLAGS = $(XMLSEC_CFLAGS)

FUZZ_PROGRAMS := $(FUZZ_TARGETS:%=$(B)/tests/fuzz/%)
.SECONDEXPANSION:
$(FUZZ_PROGRAMS): $(B)/tests/fuzz/%: $$(patsubst $$(percent),$(B)/tests/fuzz/$$(percent).o,$$* fuzz $$(FUZZ_PARTS_$$*) \
  $$(if $(FUZZ_ENGINE),$$(FUZZ_MUTATOR_$$*),main)) $$(FUZZ_ARCHIVES_$$*) $(B)/libchreturn.a
	$(LINK) $(FUZZ_ENGINE) $^ $(FUZZ_LIBS_$*) $(XML_LIBS) -o $@
percent := %

# Edges are counted in the libraries only.
$(B)/tests/fuzz/%.o: override SANITIZE := $(filter-out -fsanitize=fuzzer-no-link,$(SANITIZE))

.PHONY: fuzz fuzz-targets
fuzz-targets: $(FUZZ_PROGRAMS)
# FUZZ_WITH: -fsanitize=address,undefined and the like; FUZZ_LIBXML2: a folder that tests/fuzz/libxml2 made, for the targets
# of the core; each with a B of its own.
FUZZ_CORE := canonical lexical read response schema state verify
fuzz: B := $(if $(filter build,$(B)),build/fuzz,$(B))
fuzz:
	$(MAKE) fuzz-targets B=$(B) CC=clang HARDEN= \
	  SANITIZE='-fsanitize=fuzzer-no-link $(FUZZ_WITH)' FUZZ_ENGINE=-fsanitize=fuzzer \
	  $(if $(FUZZ_LIBXML2),XML_CFLAGS=-I$(FUZZ_LIBXML2)/include XML_LIBS='$(FUZZ_LIBXML2)/libxml2.a -lm -pthread' \
	  FUZZ_TARGETS='$(FUZZ_CORE)')
# The same with AFL++, which brings its own mutators.
.PHONY: fuzz-afl
fuzz-afl: B := $(if $(filter build,$(B)),build/fuzz-afl,$(B))
fuzz-afl:
	AFL_QUIET=1 $(MAKE) fuzz-targets B=$(B) CC=afl-clang-fast HARDEN= SANITIZE= FUZZ_ENGINE=-fsanitize=fuzzer

# ---- Hostile shapes ----

BENCH_HOSTILE_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/bench/hostile/*.c)) $(B)/tests/bench/ours.o
$(B)/tests/bench/hostile/hostile.o: CHECK_CFLAGS = -D_DEFAULT_SOURCE
$(B)/bench-hostile: $(BENCH_HOSTILE_OBJ) $(B)/libchreturn-xmlsec.a $(B)/libchreturn.a
	$(LINK) $^ $(XMLSEC_LIBS) $(XML_LIBS) -o $@

.PHONY: bench-hostile
bench-hostile: $(B)/bench-hostile $(B)/bench.key.pem
	$(B)/bench-hostile $(B)/bench.key.pem $(B)/bench.cert.pem

# ---- Histories ----

HISTORIES_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/histories/*.c))
$(HISTORIES_OBJ): CHECK_CFLAGS = -D_DEFAULT_SOURCE -Iexamples/common -Iexamples/dsp-store -Iexamples/chret-dsp
# Of the service what works a request off, and its store.
HISTORIES_DSP := $(filter %/process.o %/answer.o $(B)/examples/dsp-store/%,$(DSP_OBJ))
$(B)/histories: $(HISTORIES_OBJ) $(HISTORIES_DSP) $(COMMON_OBJ) $(B)/libchreturn-xmlsec.a $(B)/libchreturn.a
	$(LINK) $^ $(shell $(PKG_CONFIG) --libs sqlite3 libpq jansson) -lcsv $(XMLSEC_LIBS) $(XML_LIBS) -lcrypto -o $@

# ---- Soak ----

SOAK_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/soak/*.c))
$(SOAK_OBJ): CHECK_CFLAGS = -D_DEFAULT_SOURCE -Iexamples/common -pthread
$(B)/soak: $(SOAK_OBJ) $(COMMON_OBJ) $(B)/libchreturn-xmlsec.a $(B)/libchreturn.a
	$(LINK) $^ -lcsv $(XMLSEC_LIBS) $(XML_LIBS) -o $@
# ---- Load ----

LOAD_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/bench/load/*.c))

$(B)/bench-load: $(LOAD_OBJ) $(B)/libchreturn-xmlsec.a $(B)/libchreturn.a
	$(LINK) $^ $(XMLSEC_LIBS) $(XML_LIBS) -o $@

# chret-dsp with the library's shared objects: a profile by object then shows the library's part.
$(B)/bench-dsp: $(DSP_OBJ) $(COMMON_OBJ) $(LIBRARIES:%=$(B)/%.so)
	$(LINK) $(DSP_OBJ) $(COMMON_OBJ) -L$(B) -lchreturn-xmlsec -lchreturn $(shell $(PKG_CONFIG) --libs $(DSP_PACKAGES)) \
	  -lcsv $(XML_LIBS) -Wl,-rpath,'$$ORIGIN' -Wl,-rpath-link,$(B) -o $@

# HOW=--brief: a few seconds of each, to see that it works.
bench-services: $(B)/bench-load $(B)/bench-dsp $(B)/chret-adapter $(B)/make-identity
	B=$(B) tests/bench/services $(HOW)

check: tests
	B=$(B) tests/run --no-install

asan:
	SANITIZED=1 $(MAKE) check B=$(B)-asan SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all' HARDEN= \
	  CFLAGS='-O1 -g -fno-omit-frame-pointer'

format:
	clang-format -i $(HEADERS) $(wildcard lib/*/*.[ch] examples/*/*.[ch] examples/*/*.[ch]pp tests/*.[ch] tests/fuzz/*.[ch])

# ---- Coverage ----

# The last line is "lines N% branches N%".
.PHONY: coverage
coverage:
	@B=$(B) tests/coverage/run

# ---- Installation ----

# Each folder that an installation finds missing and makes is noted in share/chreturn/folders: uninstall takes those away,
# where they are empty, and no others; of several versions in one place the last to go. Below a DESTDIR nothing is noted,
# and every such folder is taken.
FOLDERS = $(bindir) $(libdir) $(pkgconfigdir) $(includedir)/chreturn
define make_folders
	@for folder in $(schemadir) $(1); do \
	  missing= at=$$folder; \
	  until [ "$$at" = / ] || [ -d "$(DESTDIR)$$at" ]; do missing="$$at $$missing" at=$$(dirname "$$at"); done; \
	  $(INSTALL) -d "$(DESTDIR)$$folder" || exit 1; \
	  [ -n "$(DESTDIR)" ] || [ -z "$$missing" ] || \
	    { printf '%s\n' $$missing >>$(schemadir)/folders && chmod 644 $(schemadir)/folders; } || exit 1; \
	done
endef
folders:
	$(call make_folders,$(FOLDERS))

# Files are made in $(B) and installed from there, so that their rights are not the umask's. The installed tool finds the
# libraries by its run path; what is packaged below a DESTDIR for the system's places has none, since it looks there.
install: all folders
	$(INSTALL) -m 644 $(HEADERS) $(DESTDIR)$(includedir)/chreturn
	$(INSTALL) -m 644 $(LIBRARIES:%=$(B)/%.a) $(DESTDIR)$(libdir)
	$(INSTALL) -m 755 $(LIBRARIES:%=$(B)/%.so.$(VERSION)) $(DESTDIR)$(libdir)
	for library in $(LIBRARIES); do \
	  ln -sf $$library.so.$(VERSION) $(DESTDIR)$(libdir)/$$library.so.$(SOVERSION) && \
	  ln -sf $$library.so.$(SOVERSION) $(DESTDIR)$(libdir)/$$library.so || exit 1; \
	done
	$(INSTALL) -m 644 lib/schema/chreturn.xsd $(DESTDIR)$(schemadir)
	$(LINK_TOOL) $(if $(and $(DESTDIR),$(filter /lib% /usr/lib%,$(libdir))),,-Wl,-rpath,$(libdir)) \
	  -Wl,-rpath-link,$(B) -o $(B)/chret.installed
	$(INSTALL) -m 755 $(B)/chret.installed $(DESTDIR)$(bindir)/chret
	rm -f $(LIBRARIES:lib%=$(B)/%.pc) # another user's, perhaps
	for package in $(LIBRARIES:lib%=%); do \
	  sed -e 's|@prefix@|$(prefix)|' -e 's|@libdir@|$(call below_prefix,$(libdir))|' \
	    -e 's|@includedir@|$(call below_prefix,$(includedir))|' -e 's|@version@|$(VERSION)|' \
	    -e 's|@libs_private@|$(XML_LIBS)|' -e 's|@xmlsec_libs@|$(XMLSEC_LIBS)|' \
	    pkgconfig/$$package.pc.in > $(B)/$$package.pc || exit 1; \
	done
	$(INSTALL) -m 644 $(LIBRARIES:lib%=$(B)/%.pc) $(DESTDIR)$(pkgconfigdir)
below_prefix = $(patsubst $(prefix)/%,$${prefix}/%,$(1))

# Of several versions in one place the last to be installed has all but the libraries that programs have loaded: another one
# takes only its own of those away.
take = case $$(sed -n 's/^Version: //p' $(DESTDIR)$(pkgconfigdir)/chreturn.pc 2>/dev/null) in ''|$(VERSION)) $(1) ;; esac
uninstall:
	rm -f $(LIBRARIES:%=$(DESTDIR)$(libdir)/%.so.$(VERSION))
	for library in $(LIBRARIES:%=$(DESTDIR)$(libdir)/%.so); do \
	  [ "$$(readlink $$library.$(SOVERSION))" != "$$(basename $$library.$(VERSION))" ] || rm -f $$library.$(SOVERSION); \
	done
	$(call take,rm -f $(addprefix $(DESTDIR)$(includedir)/,$(patsubst include/%,%,$(HEADERS))) \
	  $(foreach end,.a .so,$(LIBRARIES:%=$(DESTDIR)$(libdir)/%$(end))) \
	  $(DESTDIR)$(bindir)/chret $(DESTDIR)$(schemadir)/chreturn.xsd $(LIBRARIES:lib%=$(DESTDIR)$(pkgconfigdir)/%.pc))
	@if [ -n "$(DESTDIR)" ]; then \
	  cd "$(DESTDIR)" && rmdir -p $(patsubst /%,%,$(schemadir) $(FOLDERS) $(docdir)); \
	elif ! ls $(libdir)/libchreturn.so.*; then \
	  made=$$(sort -r $(schemadir)/folders); rm -f $(schemadir)/folders; \
	  for folder in $$made; do rmdir "$$folder"; done; \
	fi >/dev/null 2>&1 || true

# ---- Distribution ----

# The last commit without what is for its repository only: the same bytes whoever makes it, wherever and whenever.
DIST = libchreturn-$(VERSION)
dist:
	@[ -e .git ] || { echo 'make dist needs the git repository'; exit 1; }
	@mkdir -p $(B)
	git -c tar.umask=0022 -c core.autocrlf=false -c core.attributesFile=/dev/null archive --format=tar --prefix=$(DIST)/ -o $(B)/$(DIST).tar HEAD -- . ':!.ci' ':!.gitignore'
	gzip -9nf $(B)/$(DIST).tar

# ---- Documentation ----

# The reference is the headers: lib/doc/header.awk makes the manual pages of them, and what Doxygen reads.
mandir ?= $(datadir)/man
docdir ?= $(datadir)/doc/chreturn
completionsdir ?= $(datadir)/bash-completion/completions

HEADER_PAGES := $(patsubst include/chreturn/%.h,$(B)/man/chreturn_%.3,$(filter-out %/chreturn.h,$(HEADERS)))
PAGES_3 := $(B)/man/libchreturn.3 $(HEADER_PAGES)

.PHONY: man doc folders install-man install-completion install-doc uninstall-documentation
man: $(B)/man/chret.1 $(PAGES_3)

$(HEADER_PAGES): $(B)/man/chreturn_%.3: include/chreturn/%.h lib/doc/header.awk
	@mkdir -p $(@D)
	awk -f lib/doc/header.awk -v to=man -v version=$(VERSION) $< > $@.part
	mv $@.part $@

$(B)/man/libchreturn.3: lib/doc/overview README.md $(HEADERS)
	@mkdir -p $(@D)
	VERSION=$(VERSION) lib/doc/overview README.md $(filter-out %/chreturn.h,$(HEADERS)) > $@.part
	mv $@.part $@

# The tool is asked for what it can do: where one for another machine is built, RUN_CHRET is one that runs here.
RUN_CHRET ?= $(B)/chret
$(B)/man/chret.1: examples/chret/manual $(B)/chret
	@mkdir -p $(@D)
	examples/chret/manual $(RUN_CHRET) > $@.part
	mv $@.part $@

doc:
	@rm -rf $(B)/doc
	@mkdir -p $(B)/doc
	{ cat lib/doc/Doxyfile; echo 'OUTPUT_DIRECTORY = $(B)/doc'; echo 'PROJECT_NUMBER = $(VERSION)'; } | doxygen -

FOLDERS += $(mandir)/man1 $(mandir)/man3 $(completionsdir)
install: install-man install-completion
install-man install-completion: folders
install-man: man
	$(INSTALL) -d $(DESTDIR)$(mandir)/man1 $(DESTDIR)$(mandir)/man3
	$(INSTALL) -m 644 $(B)/man/chret.1 $(DESTDIR)$(mandir)/man1
	$(INSTALL) -m 644 $(PAGES_3) $(DESTDIR)$(mandir)/man3

install-completion:
	$(INSTALL) -d $(DESTDIR)$(completionsdir)
	$(INSTALL) -m 644 examples/chret/completion.bash $(DESTDIR)$(completionsdir)/chret

install-doc: doc
	$(call make_folders,$(docdir))
	rm -rf $(DESTDIR)$(docdir)/html
	cp -R $(B)/doc $(DESTDIR)$(docdir)/html
	chmod -R u=rwX,go=rX $(DESTDIR)$(docdir)/html

uninstall: uninstall-documentation
uninstall-documentation:
	$(call take,rm -rf $(DESTDIR)$(mandir)/man1/chret.1 $(PAGES_3:$(B)/man/%=$(DESTDIR)$(mandir)/man3/%) \
	  $(DESTDIR)$(completionsdir)/chret $(DESTDIR)$(docdir)/html)

clean:
	rm -rf $(B) $(B)-asan $(B)-coverage

-include $(shell find $(B) -name '*.d' 2>/dev/null)
