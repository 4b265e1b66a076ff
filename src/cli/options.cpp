#include "cli/options.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace kawat::cli {

CLI::App* add_verb(CLI::App& program, const std::string& name, const std::string& what) {
  return program.add_subcommand(name, what);
}

CLI::Option* add_flag(CLI::App& verb, const std::string& names, bool& into, const std::string& what) {
  return verb.add_flag(names, into, what);
}

template <class Value>
CLI::Option* add_option(CLI::App& verb, const std::string& names, Value& into, const std::string& what) {
  return verb.add_option(names, into, what);
}

template CLI::Option* add_option(CLI::App&, const std::string&, int&, const std::string&);
template CLI::Option* add_option(CLI::App&, const std::string&, unsigned&, const std::string&);
template CLI::Option* add_option(CLI::App&, const std::string&, std::size_t&, const std::string&);
template CLI::Option* add_option(CLI::App&, const std::string&, float&, const std::string&);
template CLI::Option* add_option(CLI::App&, const std::string&, double&, const std::string&);
template CLI::Option* add_option(CLI::App&, const std::string&, std::string&, const std::string&);
template CLI::Option* add_option(CLI::App&, const std::string&, std::optional<std::string>&, const std::string&);
template CLI::Option* add_option(CLI::App&, const std::string&, std::vector<int>&, const std::string&);
template CLI::Option* add_option(CLI::App&, const std::string&, std::vector<std::string>&, const std::string&);

CLI::Validator one_of(std::initializer_list<const char*> words) {
  return CLI::IsMember(std::vector<std::string>(words.begin(), words.end()));
}
CLI::Validator range(int least, int most) { return CLI::Range(least, most); }
CLI::Validator range(std::uint64_t least, std::uint64_t most) { return CLI::Range(least, most); }
CLI::Validator range(double least, double most) { return CLI::Range(least, most); }

}  // namespace kawat::cli
