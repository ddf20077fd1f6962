// cpp.cpp - cpp SUPPLIER DSP: returns three hubs in both forms. A supplier builds and signs requests, the DSP verifies
// and checks them and answers, the supplier reads the answers. SUPPLIER and DSP are prefixes, as make-identity writes
// PREFIX.key.pem and PREFIX.cert.pem. Prints a line for each hub and form, then three things that are refused.
#include "chreturn.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

namespace {

using namespace chreturn;

bytes file(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw std::runtime_error(path + " cannot be read");
  return bytes(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

// A party: its certificate, and a signer whose function is a lambda. Here the key is xmlsec1's; an HSM's would do as well.
struct party {
  party(const xmlsec &by, const std::string &prefix) : certificate(file(prefix + ".cert.pem")) {
    const bytes key_file = file(prefix + ".key.pem");
    key = made<decltype(key)>([&](chret_xmlsec_signer **out, chret_error *err) {
      return chret_xmlsec_signer_new(out, by.get(), key_file.data(), key_file.size(), certificate.data(),
                                     certificate.size(), nullptr, nullptr, err);
    });
    check(chret_certificate_eui64(about(), &eui));
  }
  const chret_certificate *about() const {
    return chret_xmlsec_signer_certificate(key.get());
  }
  signer sign(const xmlsec &by) const {
    const chret_signer *with = chret_xmlsec_signer_get(key.get());
    return signer(by.provider(), chret_certificate_issuer(about()), chret_certificate_serial(about()), eui,
                  [with](const std::uint8_t *data, std::size_t size) {
                    signature out;
                    if (with->sign(with->ctx, data, size, out.data()) != 0)
                      throw std::runtime_error("the key cannot sign");
                    return out;
                  });
  }
  bytes certificate;
  handle<chret_xmlsec_signer, chret_xmlsec_signer_free> key;
  std::uint64_t eui = 0;
};

record hub(const std::string &device) {
  record one(CHRET_SERVICE_NO_FAULT_RETURN);
  one.device(eui64(device)).set(CHRET_FIELD_NO_FAULT_RETURN_TYPE, "Lost or Stolen Hub");
  return one;
}

// The DSP has two of the hubs; one that was returned is not returned again.
class dsp {
public:
  dsp(const xmlsec &by, const trust &trusted, const party &self) : trusted(trusted), sign(self.sign(by)) {
  }
  bytes answer(const bytes &xml) {
    const request received(xml, trusted);
    const outcomes decided(received, "IS", checks,
                           [this](const std::uint64_t *devices, std::size_t count, chret_facts *facts) {
                             for (std::size_t i = 0; i < count; i++) {
                               if (devices[i] == eui64("00-DB-12-34-56-78-90-A4"))
                                 continue;
                               chret_facts_set_known(facts, i, 1);
                               chret_facts_set_authorised(facts, i, 1);
                               chret_facts_set_device_type(facts, i, "CHF", 3);
                               if (returned.count(devices[i]) != 0)
                                 chret_facts_set_logistics_status(facts, i, "Returned", 8);
                             }
                           });
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const bytes out =
        decided.answer(received, checks, std::chrono::duration_cast<std::chrono::milliseconds>(now).count())
            .write(sign);
    for (std::size_t i = 0; i < decided.size(); i++)
      if (decided.accepted(i))
        returned.insert(decided.device(i));
    return out;
  }
  void forget() {
    returned.clear();
  }

private:
  const trust &trusted;
  signer sign;
  policy checks;
  std::set<std::uint64_t> returned;
};

void print(const char *form, const request &sent, const response &answer) {
  const outcomes said(sent, answer);
  for (std::size_t i = 0; i < said.size(); i++)
    std::cout << form << ' ' << eui64_text(said.device(i)) << ' ' << said.code(i) << ' '
              << (said.accepted(i) ? "accepted" : "refused") << '\n';
}

template <typename Call> void refused(const char *what, Call call) {
  try {
    call();
    throw std::logic_error(std::string(what) + " was not refused");
  } catch (const error &e) {
    std::cout << what << ": " << e.code() << ", record " << e.record << ", " << e.device_id << ", " << e.item << ": "
              << e.what() << '\n';
  }
}

void run(const std::string &supplier_prefix, const std::string &dsp_prefix) {
  const xmlsec by;
  const party supplier(by, supplier_prefix), other(by, dsp_prefix);
  trust trusted(by);
  trusted.add(supplier.certificate);
  trusted.add(other.certificate);
  const signer sign = supplier.sign(by);
  dsp far(by, trusted, other);
  const std::vector<std::string> hubs = {"00-DB-12-34-56-78-90-A2", "00-DB-12-34-56-78-90-A3",
                                         "00-DB-12-34-56-78-90-A4"};
  std::uint64_t counter = 1000;

  for (const auto &device : hubs) {
    request one(CHRET_SERVICE_NO_FAULT_RETURN, CHRET_FORM_SINGLE);
    one.id(supplier.eui, other.eui, counter++).append(hub(device));
    print("single", one, response(far.answer(one.write(sign)), trusted));
  }
  far.forget();
  request list(CHRET_SERVICE_NO_FAULT_RETURN, CHRET_FORM_LIST);
  list.id(supplier.eui, other.eui, counter++);
  for (const auto &device : hubs)
    list.append(hub(device));
  print("list", list, response(far.answer(list.write(sign)), trusted));

  refused("a hub without a return type",
          [&] { list.append(record(CHRET_SERVICE_NO_FAULT_RETURN).device(eui64("00-DB-12-34-56-78-90-A5"))); });
  bytes altered = list.write(sign);
  const std::string device = "00-DB-12-34-56-78-90-A2";
  std::search(altered.begin(), altered.end(), device.begin(), device.end())[22] = '7';
  refused("an altered request", [&] { far.answer(altered); });
  try {
    list.write(signer(by.provider(), "CN=Z1", "1", supplier.eui, [](const std::uint8_t *, std::size_t) -> signature {
      throw std::runtime_error("no key today");
    }));
  } catch (const std::runtime_error &e) {
    std::cout << "a signer that throws: " << e.what() << '\n';
  }
}

} // namespace

int main(int argc, char **argv) {
  try {
    if (argc != 3)
      throw std::runtime_error("cpp SUPPLIER-PREFIX DSP-PREFIX");
    run(argv[1], argv[2]);
    return 0;
  } catch (const std::exception &e) {
    std::cerr << "cpp: " << e.what() << '\n';
    return 1;
  }
}
