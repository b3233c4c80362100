// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/fields.h"

/// How much text is open, length by length.
namespace ropewalk::protocol {

struct DocumentsCountParams
{
    std::vector<std::int64_t> lengths; ///< tokens a window, 2 or more
};

/// What can be cut into windows of one length.
struct LengthCount
{
    std::int64_t length = 0; ///< tokens
    std::int64_t documents = 0; ///< that hold one window or more
    std::int64_t windows = 0;
    std::int64_t held_out = 0, search = 0; ///< of the windows
};

struct DocumentsCountResult
{
    std::string name, path, field; ///< as they were opened
    std::int64_t documents = 0, tokens = 0;
    bool endless = false; ///< the demo's: documents of any length are made up; tokens is 0, the counts are the default's
    std::vector<LengthCount> counts; ///< as the lengths were asked for
    std::vector<Words> warnings;
};

template <class V>
void describe(V& v, Field<V, DocumentsCountParams>& s)
{
    v.need("lengths", s.lengths);
}

template <class V>
void describe(V& v, Field<V, LengthCount>& s)
{
    v.need("length", s.length);
    v.need("documents", s.documents);
    v.need("windows", s.windows);
    v.need("held_out", s.held_out);
    v.need("search", s.search);
}

template <class V>
void describe(V& v, Field<V, DocumentsCountResult>& s)
{
    v.need("name", s.name);
    v.need("path", s.path);
    v.need("field", s.field);
    v.need("documents", s.documents);
    v.need("tokens", s.tokens);
    v.need("endless", s.endless);
    v.need("counts", s.counts);
    v.need("warnings", s.warnings);
}

} // namespace ropewalk::protocol
