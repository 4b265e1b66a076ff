// What endpoints share: names of states, the events of a request.
#pragma once

#include <string>

#include "serve/service.h"

namespace kawat::serve {

// What the archive calls a state or an actor of this code most often; the code itself where it never does.
std::string state_name(const Context& c, const std::string& code);

// "names":{…},"offices":[…] of an actor, from the tables of data/actors.
std::string actor_facts(const Context& c, const std::string& code);

// Where the sources of a story, given as event objects, say different things: a JSON list.
std::string disagreements(const std::vector<std::string>& objects);

// Rows of a statement of ours over the views of the archive, as the format of the request.
Result<Response> sql_answer(Context& c, const std::string& sql);

// The events that the request's filter means.
Result<Refs> matching_events(Context& c);

}  // namespace kawat::serve
