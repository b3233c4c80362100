// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/passkey_messages.h"
#include "views/evaluation/measured.h"

#include <QTextBrowser>

namespace ropewalk::views {

/// The trials of one cell in words, a set after the other: how the prompt ends, what was expected, what came.
class Transcript : public QTextBrowser
{
    Q_OBJECT

public:
    explicit Transcript(QWidget* parent = nullptr);

    void showCell(const Measurements<protocol::PasskeyResult>& results, std::int64_t length, double depth);
    void showHint(const QString& hint);

    QSize sizeHint() const override { return { 250, 160 }; }
    QSize minimumSizeHint() const override { return { 150, 80 }; }
};

} // namespace ropewalk::views
