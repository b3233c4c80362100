// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/formats/exports/exports.h"
#include "core/formats/runtimes/runtime_table.h"

#include <QTableWidget>

namespace ropewalk::studio {

/// "Who applies which list, when" for the numbers of an export: a row a runtime, those that read the format first and the
/// others muted, with what each does otherwise than this project.
class RuntimeView : public QTableWidget
{
    Q_OBJECT

public:
    explicit RuntimeView(QWidget* parent = nullptr);

    void show(const formats::Deployment& deployment, formats::ExportFormat format);
    QString warningOf(formats::Runtime runtime) const; ///< as shown; empty where it does the same

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void colour();
    void fit();

    struct Row
    {
        formats::Runtime runtime;
        bool reads;
    };
    std::vector<Row> m_rows;
};

} // namespace ropewalk::studio
