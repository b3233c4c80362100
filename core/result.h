// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/words.h"

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace ropewalk {

/// Why something could not be done, in words a user can act on.
/// Empty fields are left out of sentence().
struct Error
{
    Words message; ///< what is wrong: what was expected and what was found
    std::string file; ///< the file it is about
    Words place; ///< where in the file: "line 3", "key rope_scaling.factor", "tensor model.norm.weight"
    bool cancelled = false; ///< the user stopped the work; nothing is wrong

    /// "file: place: message"
    Words sentence() const
    {
        const Words placed = place.empty() ? message : words("{1}: {2}", place, message);
        return file.empty() ? placed : words("{1}: {2}", file, placed);
    }
    std::string text() const { return sentence().text(); } ///< the same in English
};

/// A value, or the error that stood in its way. Everything that crosses core's boundary and can fail returns one.
template <class T>
using Result = tl::expected<T, Error>;

using Status = Result<void>;

inline tl::unexpected<Error> failure(Words message, std::string file, Words place)
{
    return tl::unexpected(Error{std::move(message), std::move(file), std::move(place), false});
}

/// place: a name that is the same in every language, a key or an option.
inline tl::unexpected<Error> failure(Words message, std::string file = {}, std::string place = {})
{
    return failure(std::move(message), std::move(file), as_is(std::move(place)));
}

/// Places in files.
inline Words at_key(std::string key)
{
    return words("key {1}", std::move(key));
}
template <class T>
Words at_line(T line) ///< counted from 1
{
    return words("line {1}", line);
}
inline Words at_tensor(std::string name)
{
    return words("tensor {1}", std::move(name));
}

inline tl::unexpected<Error> cancelled()
{
    return tl::unexpected(Error{words("stopped by the user"), {}, {}, true});
}

} // namespace ropewalk
