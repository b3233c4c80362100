// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/messages.h"

#include <QString>
#include <QWidget>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace ropewalk::views {

class JobRow;

/// What is running: a line a job with its progress and a cross that cancels it. Ids are the caller's.
class JobsView : public QWidget
{
    Q_OBJECT

public:
    explicit JobsView(QWidget* parent = nullptr);

    /// A job that is there already only changes its name.
    void addJob(const QString& id, const QString& name, bool cancellable = true);
    /// Unknown ids are ignored: progress may arrive after the end. A total of 0 is shown as busy.
    void setProgress(const QString& id, const protocol::JobProgress& progress);
    void removeJob(const QString& id);
    int count() const { return int(m_rows.size()); }

    QSize sizeHint() const override { return { 150, 120 }; }

Q_SIGNALS:
    void cancelRequested(const QString& id);

private:
    JobRow* row(const QString& id) const;

    std::vector<JobRow*> m_rows; ///< owned by the widget that holds them
    QVBoxLayout* m_list;
    QLabel* m_nothing;
};

} // namespace ropewalk::views
