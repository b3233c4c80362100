// SPDX-License-Identifier: GPL-3.0-only
#include "views/passkey/transcript.h"

#include "views/evaluation/set_style.h"
#include "views/plots/axis.h"

#include <cmath>

namespace ropewalk::views {

Transcript::Transcript(QWidget* parent)
    : QTextBrowser(parent)
{
    setFrameShape(QFrame::NoFrame);
    viewport()->setAutoFillBackground(false); // it lies on the panel
    setFont(scaledFont(font(), 0.9));
    setOpenLinks(false);
    setAccessibleName(tr("Trials of the chosen cell"));
}

void Transcript::showHint(const QString& hint)
{
    setHtml(QStringLiteral("<p style='color:%1'>%2</p>").arg(themeFor(palette()).muted.name(), hint.toHtmlEscaped()));
}

void Transcript::showCell(const Measurements<protocol::PasskeyResult>& results, std::int64_t length, double depth)
{
    const Theme theme = themeFor(palette());
    const auto ink = [](const QColor& colour, const QString& text) {
        return QStringLiteral("<span style='color:%1'>%2</span>").arg(colour.name(), text);
    };
    QString html = QStringLiteral("<p><b>%1</b></p>")
                       .arg(tr("%1 tokens, depth %2 %").arg(length).arg(shortText(100 * depth, 3)));
    for (const auto& one : results) {
        html += QStringLiteral("<p><b>%1</b></p>").arg(ink(inkOf(theme, one.of.set), titleOf(one.of).toHtmlEscaped()));
        bool any = false;
        if (one.result)
            for (const protocol::PasskeyTrial& trial : one.result->trials) {
                if (trial.length != length || std::abs(trial.depth - depth) > 1e-6)
                    continue;
                any = true;
                const QString mark = trial.correct ? ink(theme.good, QStringLiteral("✓ ") + tr("found"))
                                                   : ink(theme.critical, QStringLiteral("✗ ") + tr("missed"));
                html += QStringLiteral("<p>%1%2<br/>%3 <b>%4</b> &nbsp; %5 <b>%6</b><br/>%7</p>")
                            .arg(mark,
                                trial.active == "short" ? ink(theme.muted, tr(" · read with the short list")) : QString(),
                                ink(theme.muted, tr("expected")), QString::fromStdString(trial.expected).toHtmlEscaped(),
                                ink(theme.muted, tr("produced")),
                                trial.produced.empty() ? QStringLiteral("–")
                                                       : QString::fromStdString(trial.produced).toHtmlEscaped(),
                                ink(theme.muted, QString::fromStdString(trial.prompt_end).toHtmlEscaped()));
            }
        if (!any)
            html += QStringLiteral("<p>%1</p>").arg(ink(theme.muted, tr("not measured yet")));
    }
    setHtml(html);
}

} // namespace ropewalk::views
