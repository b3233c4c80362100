// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/heatmap/cell_scale.h"

#include <QWidget>

namespace ropewalk::views {

/// What a heat map's colours mean: the scale as a strip with its ends and its unit, in one line.
class ColourBar : public QWidget
{
    Q_OBJECT

public:
    explicit ColourBar(QWidget* parent = nullptr);

    void setScale(const CellScale& scale);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString lowText() const;
    QString highText() const;

    CellScale m_scale;
};

} // namespace ropewalk::views
