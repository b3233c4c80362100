// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/export/export_writer.h"

#include "views/language/translated.h"

namespace ropewalk::studio {

ExportWriter::ExportWriter(QObject* parent)
    : QObject(parent)
    , m_stop(std::make_shared<std::atomic_bool>(false))
{
    m_thread.setMaxThreadCount(1);
}

ExportWriter::~ExportWriter()
{
    *m_stop = true;
    m_thread.waitForDone();
}

void ExportWriter::write(formats::ExportFormat format, const formats::ExportJob& job, const QString& path)
{
    m_writing = true;
    m_thread.start([this, format, job, path, stop = m_stop] {
        int shown = -1;
        const auto progress = [&](std::uint64_t done, std::uint64_t of) {
            const int percent = of > 0 ? int(double(done) / double(of) * 100.0) : 100;
            if (percent != shown) { // this outlives the thread, and the call is queued to its own
                shown = percent;
                QMetaObject::invokeMethod(this, [this, percent] { Q_EMIT progressed(percent); }, Qt::QueuedConnection);
            }
            return !stop->load();
        };
        const auto written = formats::write_export(format, job, path.toStdString(), progress);
        const QString error = written ? QString() : views::translated(written.error());
        QStringList leftOut;
        if (written)
            for (const std::string& name : *written)
                leftOut << QString::fromStdString(name);
        QMetaObject::invokeMethod(
            this,
            [this, path, error, leftOut] {
                m_writing = false;
                Q_EMIT finished(path, error, leftOut);
            },
            Qt::QueuedConnection);
    });
}

} // namespace ropewalk::studio
