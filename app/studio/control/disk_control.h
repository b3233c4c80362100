// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/files/project_files.h"
#include "app/studio/window/message_bar.h"

#include <functional>

namespace ropewalk::studio {

/// What others do to the project's file while it is open here, said in the window with the ways on.
class DiskControl : public QObject
{
    Q_OBJECT

public:
    DiskControl(ProjectFiles& files, MessageBar& messages, std::function<void()> saveAs, QObject* parent);

    /// False, and why is said, where a save would write over what somebody else put there.
    bool maySave();
    /// Whether journals and results that the project refers to are there.
    void tellMissing();

private:
    void follow();
    void tellChanged(const QString& text, const QString& keep);
    void report(const Status& status);

    ProjectFiles& m_files;
    MessageBar& m_messages;
    std::function<void()> m_saveAs;
};

} // namespace ropewalk::studio
