// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/formats/exports/exports.h"

#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <memory>

namespace ropewalk::studio {

/// Writes an export in a thread of its own: a model is gigabytes. Destroying it stops the work; what was begun leaves
/// no file.
class ExportWriter : public QObject
{
    Q_OBJECT

public:
    explicit ExportWriter(QObject* parent = nullptr);
    ~ExportWriter() override;

    bool isWriting() const { return m_writing; }
    void write(formats::ExportFormat format, const formats::ExportJob& job, const QString& path);

Q_SIGNALS:
    void progressed(int percent);
    /// An empty error is success; leftOut names what a folder's copy is made without.
    void finished(const QString& path, const QString& error, const QStringList& leftOut);

private:
    bool m_writing = false;
    std::shared_ptr<std::atomic_bool> m_stop;
    QThreadPool m_thread;
};

} // namespace ropewalk::studio
