// Options of a verb. CLI11 is all headers: what a verb used of it directly would be compiled again with each verb.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace kawat::cli {

CLI::App* add_verb(CLI::App& program, const std::string& name, const std::string& what);

CLI::Option* add_flag(CLI::App& verb, const std::string& names, bool& into, const std::string& what);

// The kinds of value are those instantiated in options.cpp.
template <class Value>
CLI::Option* add_option(CLI::App& verb, const std::string& names, Value& into, const std::string& what);

CLI::Validator one_of(std::initializer_list<const char*> words);
CLI::Validator range(int least, int most);
CLI::Validator range(std::uint64_t least, std::uint64_t most);
CLI::Validator range(double least, double most);

}  // namespace kawat::cli
