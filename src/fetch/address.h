// Which addresses may be connected to. A feed can name any host, and a host's name can stand for any address: so it is the
// address that is looked at, when the connection is made.
#pragma once

#include <sys/socket.h>

#include <string_view>

namespace kawat::fetch {

// What kind of address this is when it is none of the public internet: "loopback", "private", "link-local" …; empty for a public
// one. Of IPv6 only 2000::/3 without its tunnels and reserved parts is public. Any thread.
std::string_view not_public(const sockaddr& address);

}  // namespace kawat::fetch
