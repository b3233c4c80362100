// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace ropewalk::engine {

/// Where the bodies of messages go; may be called from any thread.
class Sink
{
public:
    virtual ~Sink() = default;
    /// may_drop: a reader that does not keep up may miss this one (progress).
    virtual void send(std::string body, bool may_drop = false) = 0;
};

} // namespace ropewalk::engine
