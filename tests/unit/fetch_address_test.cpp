#include "fetch/address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cstring>
#include <string>

namespace kawat::fetch {
namespace {

std::string kind(const char* text) {
  sockaddr_storage storage{};
  if (std::string(text).find(':') == std::string::npos) {
    auto* in = reinterpret_cast<sockaddr_in*>(&storage);
    in->sin_family = AF_INET;
    EXPECT_EQ(inet_pton(AF_INET, text, &in->sin_addr), 1) << text;
  } else {
    auto* in = reinterpret_cast<sockaddr_in6*>(&storage);
    in->sin6_family = AF_INET6;
    EXPECT_EQ(inet_pton(AF_INET6, text, &in->sin6_addr), 1) << text;
  }
  return std::string(not_public(*reinterpret_cast<const sockaddr*>(&storage)));
}

TEST(Address, PublicOnesAreConnectedTo) {
  for (const char* a : {"1.1.1.1",
                        "8.8.8.8",
                        "9.255.255.255",
                        "11.0.0.1",
                        "100.63.255.255",
                        "100.128.0.0",
                        "126.255.255.255",
                        "128.0.0.1",
                        "169.253.0.1",
                        "172.15.255.255",
                        "172.32.0.0",
                        "192.0.1.1",
                        "192.167.255.255",
                        "192.169.0.0",
                        "198.17.255.255",
                        "198.20.0.0",
                        "223.255.255.255",
                        "2606:4700:4700::1111",
                        "2001:4860:4860::8888",
                        "2400:cb00::1",
                        "64:ff9b::808:808"})
    EXPECT_EQ(kind(a), "") << a;
}

TEST(Address, OthersAreNot) {
  constexpr const char* kWhat[][2] = {{"0.0.0.0", "unspecified"},
                                      {"0.1.2.3", "unspecified"},
                                      {"10.0.0.0", "private"},
                                      {"10.255.255.255", "private"},
                                      {"100.64.0.0", "shared (carrier NAT)"},
                                      {"100.127.255.255", "shared (carrier NAT)"},
                                      {"127.0.0.1", "loopback"},
                                      {"127.255.255.254", "loopback"},
                                      {"169.254.169.254", "link-local"},
                                      {"172.16.0.1", "private"},
                                      {"172.31.255.255", "private"},
                                      {"192.0.0.8", "reserved"},
                                      {"192.168.1.1", "private"},
                                      {"198.18.0.1", "benchmarking"},
                                      {"224.0.0.1", "multicast"},
                                      {"239.255.255.255", "multicast"},
                                      {"240.0.0.1", "reserved"},
                                      {"255.255.255.255", "reserved"},
                                      {"::", "unspecified"},
                                      {"::1", "loopback"},
                                      {"::ffff:127.0.0.1", "IPv4 inside IPv6"},
                                      {"::ffff:8.8.8.8", "IPv4 inside IPv6"},
                                      {"::7f00:1", "IPv4 inside IPv6"},
                                      {"fe80::1", "link-local"},
                                      {"febf::1", "link-local"},
                                      {"fec0::1", "private"},
                                      {"fc00::1", "private"},
                                      {"fdff::1", "private"},
                                      {"ff02::1", "multicast"},
                                      {"2001::1", "reserved"},
                                      {"2001:db8::1", "documentation"},
                                      {"2002:7f00:1::", "IPv4 inside IPv6"},
                                      {"64:ff9b::7f00:1", "loopback"},
                                      {"64:ff9b::a00:1", "private"},
                                      {"64:ff9b:1::1", "reserved"},
                                      {"100::1", "reserved"},
                                      {"4000::1", "reserved"},
                                      {"3fff::1", "documentation"}};
  for (const auto& [address, what] : kWhat) EXPECT_EQ(kind(address), what) << address;
  sockaddr local{};
  local.sa_family = AF_UNIX;
  EXPECT_EQ(not_public(local), "no internet");
}

}  // namespace
}  // namespace kawat::fetch
