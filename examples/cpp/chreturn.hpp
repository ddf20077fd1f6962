// chreturn.hpp - libchreturn for C++11 and later, in a header: an example to take and to change, not part of the library.
// Handles free themselves, failures are exceptions that say where, text is std::string_view where there is one, and who
// signs and who knows the inventory are functions. What an exception in such a function says arrives at the caller.
#ifndef CHRETURN_HPP
#define CHRETURN_HPP

#include <chreturn/chreturn.h>
#include <chreturn/xmlsec.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>
#if __cplusplus >= 201703L
#include <string_view>
#endif

namespace chreturn {

#if __cplusplus >= 201703L
using text = std::string_view;
#else
using text = const std::string &;
#endif
using bytes = std::vector<std::uint8_t>;
using signature = std::array<std::uint8_t, CHRET_SIGNATURE_SIZE>;

// ---- Handles and failures ----

template <typename T, void (*Free)(T *)> struct freed_by {
  void operator()(T *object) const noexcept {
    Free(object);
  }
};
template <typename T, void (*Free)(T *)> using handle = std::unique_ptr<T, freed_by<T, Free>>;

// What a call of the library refused, and where.
class error : public std::runtime_error {
public:
  error(std::int32_t status, const chret_error *err)
      : std::runtime_error(err != nullptr && *chret_error_message(err) != '\0' ? chret_error_message(err)
                                                                               : chret_status_text(status)),
        status(status), host_code(chret_error_host_code(err)), record(chret_error_record(err)),
        line(chret_error_line(err)), device_id(err != nullptr ? chret_error_device_id(err) : ""),
        item(err != nullptr ? chret_error_item(err) : "") {
  }
  const char *code() const noexcept {
    return chret_status_name(status);
  }

  std::int32_t status, host_code;
  std::size_t record, line; // from 1; 0: none
  std::string device_id, item;
};

inline void check(std::int32_t status, const chret_error *err = nullptr) {
  if (status != CHRET_OK)
    throw error(status, err);
}

// Runs a call that takes an error object.
template <typename Call> void checked(Call call) {
  chret_error *fresh = nullptr;
  check(chret_error_new(&fresh, nullptr));
  handle<chret_error, chret_error_free> err(fresh);
  check(call(err.get()), err.get());
}

// The same for a call that makes something.
template <typename Handle, typename Call> Handle made(Call call) {
  typename Handle::pointer out = nullptr;
  checked([&](chret_error *err) { return call(&out, err); });
  return Handle(out);
}

using buffer = handle<chret_buffer, chret_buffer_free>;
inline bytes contents(const buffer &of) {
  const std::uint8_t *data = chret_buffer_data(of.get());
  return bytes(data, data + chret_buffer_size(of.get()));
}

// Runs a function of the host's inside a callback: no exception may pass through C, so it waits until the call is over.
template <typename Function> std::int32_t guarded(std::exception_ptr &thrown, Function function) noexcept {
  try {
    function();
    return 0;
  } catch (...) {
    if (!thrown)
      thrown = std::current_exception();
    return 1;
  }
}
template <typename Call> auto rethrowing(std::exception_ptr &thrown, Call call) -> decltype(call()) {
  try {
    return call();
  } catch (const error &) {
    if (thrown)
      std::rethrow_exception(thrown);
    throw;
  }
}

inline std::uint64_t eui64(text value) {
  std::uint64_t number = 0;
  check(chret_eui64_parse(value.data(), value.size(), &number));
  return number;
}
inline std::string eui64_text(std::uint64_t value) {
  char out[CHRET_EUI64_SIZE];
  check(chret_eui64_format(value, out, sizeof out));
  return out;
}

// ---- Cryptography: the provider on xmlsec1, trust, signers ----

class xmlsec {
public:
  xmlsec()
      : self(made<decltype(self)>([](chret_xmlsec **out, chret_error *) { return chret_xmlsec_new(out, nullptr); })) {
  }
  const chret_provider *provider() const {
    return chret_xmlsec_provider(self.get());
  }
  const chret_xmlsec *get() const {
    return self.get();
  }

private:
  handle<chret_xmlsec, chret_xmlsec_free> self;
};

// Lives no longer than its provider, and as long as what reads with it.
class trust {
public:
  explicit trust(const xmlsec &by)
      : self(made<decltype(self)>(
            [&](chret_trust **out, chret_error *) { return chret_trust_new(out, by.provider(), nullptr); })),
        provider(by) {
  }
  void add(const bytes &certificates) {
    checked([&](chret_error *err) {
      return chret_xmlsec_trust_add(provider.get(), self.get(), certificates.data(), certificates.size(), err);
    });
  }
  const chret_trust *get() const {
    return self.get();
  }

private:
  handle<chret_trust, chret_trust_free> self;
  const xmlsec &provider;
};

// Whoever signs: the certificate's issuer, serial and EUI-64, and a function from the bytes of SignedInfo to r and s.
class signer {
public:
  using function = std::function<signature(const std::uint8_t *, std::size_t)>;
  signer(const chret_provider *provider, std::string issuer, std::string serial, std::uint64_t eui, function sign)
      : provider(provider), issuer(std::move(issuer)), serial(std::move(serial)), eui(eui), sign(std::move(sign)) {
  }

  template <typename Write> bytes signing(Write write) const {
    context in_c = {this, nullptr};
    chret_signer filled;
    check(chret_signer_init(&filled, sizeof filled));
    filled.ctx = &in_c;
    filled.provider = provider;
    filled.issuer = issuer.data();
    filled.issuer_size = issuer.size();
    filled.serial = serial.data();
    filled.serial_size = serial.size();
    filled.eui64 = eui;
    filled.sign = sign_in_c;
    return rethrowing(in_c.thrown, [&] {
      return contents(made<buffer>([&](chret_buffer **out, chret_error *err) { return write(out, &filled, err); }));
    });
  }

private:
  struct context {
    const signer *self;
    std::exception_ptr thrown;
  };
  static std::int32_t sign_in_c(void *ctx, const std::uint8_t *data, std::size_t size, std::uint8_t *out) noexcept {
    context &in_c = *static_cast<context *>(ctx);
    return guarded(in_c.thrown, [&] {
      signature made = in_c.self->sign(data, size);
      std::copy(made.begin(), made.end(), out);
    });
  }
  const chret_provider *provider;
  std::string issuer, serial;
  std::uint64_t eui;
  function sign;
};

// ---- Messages ----

class record {
public:
  explicit record(std::int32_t service)
      : self(made<decltype(self)>(
            [=](chret_record **out, chret_error *) { return chret_record_new(out, service, nullptr); })) {
  }
  record &set(std::int32_t field, text value) {
    // a text without an address is "", not an item that is taken away
    check(chret_record_set(self.get(), field, value.data() ? value.data() : "", value.size()));
    return *this;
  }
  record &device(std::uint64_t value) {
    check(chret_record_set_eui(self.get(), CHRET_FIELD_DEVICE_ID, value));
    return *this;
  }
  const chret_record *get() const {
    return self.get();
  }

private:
  handle<chret_record, chret_record_free> self;
};

class request {
public:
  request(std::int32_t service, std::int32_t form)
      : self(made<decltype(self)>(
            [=](chret_request **out, chret_error *) { return chret_request_new(out, service, form, nullptr); })) {
  }
  // Verified: signed by the originator, whose certificate is trusted.
  request(const bytes &xml, const trust &by)
      : self(made<decltype(self)>([&](chret_request **out, chret_error *err) {
          return chret_request_read(out, xml.data(), xml.size(), by.get(), nullptr, err);
        })) {
  }
  request &id(std::uint64_t originator, std::uint64_t target, std::uint64_t counter) {
    check(chret_request_set_id(self.get(), originator, target, counter));
    return *this;
  }
  request &append(const record &one) {
    checked([&](chret_error *err) { return chret_request_append(self.get(), one.get(), err); });
    return *this;
  }
  std::size_t size() const {
    return chret_request_record_count(self.get());
  }
  bytes write(const signer &by) const {
    return by.signing([&](chret_buffer **out, const chret_signer *in_c, chret_error *err) {
      return chret_request_write_signed_buffer(self.get(), out, in_c, err);
    });
  }
  const chret_request *get() const {
    return self.get();
  }

private:
  handle<chret_request, chret_request_free> self;
};

class response {
public:
  // Verified: signed by the target, whose certificate is trusted.
  response(const bytes &xml, const trust &by)
      : self(made<decltype(self)>([&](chret_response **out, chret_error *err) {
          return chret_response_read(out, xml.data(), xml.size(), by.get(), nullptr, err);
        })) {
  }
  explicit response(chret_response *mine) : self(mine) {
  }
  bytes write(const signer &by) const {
    return by.signing([&](chret_buffer **out, const chret_signer *in_c, chret_error *err) {
      return chret_response_write_signed_buffer(self.get(), out, in_c, err);
    });
  }
  const chret_response *get() const {
    return self.get();
  }

private:
  handle<chret_response, chret_response_free> self;
};

// ---- The DSP's side ----

// Fills in what the inventory knows of so many devices.
using inventory = std::function<void(const std::uint64_t *devices, std::size_t count, chret_facts *facts)>;

class policy {
public:
  policy()
      : self(made<decltype(self)>([](chret_policy **out, chret_error *) { return chret_policy_new(out, nullptr); })) {
  }
  chret_policy *get() const {
    return self.get();
  } // for the calls that change it

private:
  handle<chret_policy, chret_policy_free> self;
};

class outcomes {
public:
  // role: the User Role of who sent it, whose status permits requests.
  outcomes(const request &of, text role, const policy &by, const inventory &ask) {
    using user = handle<chret_user, chret_user_free>;
    user sender = made<user>(
        [&](chret_user **out, chret_error *) { return chret_user_new(out, role.data(), role.size(), 1, 1, nullptr); });
    context in_c = {&ask, nullptr};
    self = rethrowing(in_c.thrown, [&] {
      return made<decltype(self)>([&](chret_outcomes **out, chret_error *err) {
        return chret_validate(out, of.get(), sender.get(), by.get(), ask_in_c, &in_c, nullptr, err);
      });
    });
  }
  // What a response says of the records of its request.
  outcomes(const request &of, const response &answer)
      : self(made<decltype(self)>([&](chret_outcomes **out, chret_error *err) {
          return chret_outcomes_of_answer(out, of.get(), answer.get(), nullptr, nullptr, err);
        })) {
  }
  response answer(const request &of, const policy &by, std::int64_t milliseconds) const {
    chret_response *out = nullptr;
    checked([&](chret_error *err) {
      return chret_answer(&out, of.get(), self.get(), by.get(), nullptr, 0, milliseconds, nullptr, err);
    });
    return response(out);
  }
  std::size_t size() const {
    return chret_outcomes_count(self.get());
  }
  std::uint64_t device(std::size_t i) const {
    return chret_outcomes_device(self.get(), i);
  }
  std::string code(std::size_t i) const {
    return chret_outcomes_code(self.get(), i);
  }
  bool accepted(std::size_t i) const {
    return chret_outcomes_is_accepted(self.get(), i) != 0;
  }

private:
  struct context {
    const inventory *ask;
    std::exception_ptr thrown;
  };
  static std::int32_t ask_in_c(void *ctx, const std::uint64_t *devices, std::size_t count,
                               chret_facts *facts) noexcept {
    context &in_c = *static_cast<context *>(ctx);
    return guarded(in_c.thrown, [&] { (*in_c.ask)(devices, count, facts); });
  }
  handle<chret_outcomes, chret_outcomes_free> self;
};

} // namespace chreturn
#endif
