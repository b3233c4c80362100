// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QToolButton>

namespace ropewalk::views {

/// A word that opens a menu, with an arrow beside it. The style alone would put the arrow into the word's last letter.
class MenuButton : public QToolButton
{
    Q_OBJECT

public:
    explicit MenuButton(const QString& text, QWidget* parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace ropewalk::views
