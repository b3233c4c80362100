// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/wrap_row.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace ropewalk::views {

/// A surface with a border, a bold title and a place for small controls beside it: what every view sits on.
class Panel : public QWidget
{
    Q_OBJECT

public:
    explicit Panel(const QString& title, QWidget* parent = nullptr);

    WrapRow* header() { return m_header; } ///< right of the title and hint: add small controls here
    QVBoxLayout* body() { return m_body; }
    void setTitle(const QString& title);
    void setHint(const QString& hint); ///< small muted text at the right end of the header

    /// A bold section title, and a small muted line that wraps; both follow the palette.
    static QLabel* heading(const QString& text, QWidget* parent = nullptr);
    static QLabel* note(const QString& text, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_title;
    QLabel* m_hint;
    WrapRow* m_header;
    QVBoxLayout* m_body;
};

} // namespace ropewalk::views
