// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/choices_messages.h"
#include "views/evaluation/measured.h"
#include "views/plots/export/plot.h"

#include <QWidget>

namespace ropewalk::views {

/// A line a set: its name, a bar of its accuracy with Wilson's interval, the number and the count; guessing is marked.
class AccuracyBars : public QWidget, public Plot
{
    Q_OBJECT

public:
    explicit AccuracyBars(QWidget* parent = nullptr);

    void setResults(const Measurements<protocol::ChoicesResult>& results);
    /// "A mine: 81 %, interval 74 … 87 %, 97 of 120 right, of 200"
    QStringList lines() const;

    QString plotTitle() const override { return accessibleName(); }
    void renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const override;
    PlotNumbers numbers() const override; ///< a set a row, shares from 0 to 1

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return { 240, sizeHint().height() }; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int rowHeight() const;

    Measurements<protocol::ChoicesResult> m_results;
};

} // namespace ropewalk::views
