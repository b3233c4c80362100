// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QAbstractButton>

namespace ropewalk::views {

/// A small flat button: bordered, filled with the accent when checked or primary. Space and Enter press it.
class PillButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit PillButton(const QString& text, QWidget* parent = nullptr);

    void setPrimary(bool primary); ///< the one action a panel is about
    void setCompact(bool compact); ///< small text and little padding, for header bars and rows of choices
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    bool m_primary = false;
    bool m_compact = false;
};

} // namespace ropewalk::views
