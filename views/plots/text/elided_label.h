// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QLabel>

namespace ropewalk::views {

/// A line of text that gives way to what stands beside it: where it does not fit it ends in "…", and the tool tip has
/// all of it.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);

    QString shownText() const; ///< as it stands there now
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
};

} // namespace ropewalk::views
