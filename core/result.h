// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace ropewalk {

/// Why something could not be done, in words a user can act on.
/// Empty fields are left out of text().
struct Error
{
    std::string message; ///< what is wrong: what was expected and what was found
    std::string file; ///< the file it is about
    std::string place; ///< where in the file: "line 3", "key rope_scaling.factor", "tensor model.norm.weight"
    bool cancelled = false; ///< the user stopped the work; nothing is wrong

    /// "file: place: message"
    std::string text() const
    {
        std::string out;
        for (const std::string* part : {&file, &place})
            if (!part->empty())
                out += *part + ": ";
        return out + message;
    }
};

/// A value, or the error that stood in its way. Everything that crosses core's boundary and can fail returns one.
template <class T>
using Result = tl::expected<T, Error>;

using Status = Result<void>;

inline tl::unexpected<Error> failure(std::string message, std::string file = {}, std::string place = {})
{
    return tl::unexpected(Error{std::move(message), std::move(file), std::move(place), false});
}

inline tl::unexpected<Error> cancelled()
{
    return tl::unexpected(Error{"stopped by the user", {}, {}, true});
}

} // namespace ropewalk
