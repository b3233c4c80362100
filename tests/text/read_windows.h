// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/documents.h"

/// A path read and cut at once.
inline ropewalk::Result<std::vector<ropewalk::text::Window>> windows_of_path(const std::filesystem::path& path,
    const ropewalk::text::Reader& reader, std::int64_t length, std::int64_t count)
{
    return ropewalk::text::read_documents(path, reader).and_then([&](const ropewalk::text::Documents& documents) {
        return ropewalk::text::windows_of_documents(documents, reader.bos, length, count);
    });
}
