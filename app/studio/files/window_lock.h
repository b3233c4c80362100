// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QLockFile>
#include <memory>

namespace ropewalk::studio {

/// A file that says which window something belongs to. A window that lives keeps it, however long; of one that is gone
/// it is taken over. Not taken yet.
std::unique_ptr<QLockFile> windowLock(const QString& path);

/// Takes it where no window has it. A lock whose maker was killed before its name was written is nobody's: QLockFile
/// would keep it for ever.
bool take(QLockFile& lock);

} // namespace ropewalk::studio
