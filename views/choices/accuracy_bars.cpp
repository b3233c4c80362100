// SPDX-License-Identifier: GPL-3.0-only
#include "views/choices/accuracy_bars.h"

#include "views/evaluation/set_style.h"
#include "views/language/set_texts.h"
#include "views/plots/axis.h"
#include "views/plots/export/plot_menu.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

QString percent(double share)
{
    return numberText(100 * share, 0.1);
}

/// What stands beside a bar: "71.5 %   143 of 200".
QString numberOf(const Measured<protocol::ChoicesResult>& one)
{
    if (!one.result || one.result->questions == 0)
        return QStringLiteral("–");
    const protocol::ChoicesResult& r = *one.result;
    const std::int64_t of = one.complete || one.planned == 0 ? r.questions : one.planned;
    return AccuracyBars::tr("%1 %").arg(percent(r.accuracy), 5) + QStringLiteral("   ")
        + (one.complete ? AccuracyBars::tr("%1 of %2").arg(r.correct).arg(of)
                        : AccuracyBars::tr("%1 asked of %2").arg(r.questions).arg(of));
}

} // namespace

AccuracyBars::AccuracyBars(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Accuracy of every set"));
    setToolTip(tr("The whisker is Wilson's 95 % interval; the dashed line is what guessing gives"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    offerExport(this, this);
}

void AccuracyBars::renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const
{
    AccuracyBars copy;
    copy.setFont(font());
    copy.m_results = m_results;
    renderWidget(copy, painter, size, palette);
}

PlotNumbers AccuracyBars::numbers() const
{
    PlotNumbers table;
    for (const char* column : { "set", "accuracy", "low", "high", "right", "questions" })
        table.columns << QLatin1String(column);
    for (const auto& one : m_results)
        if (one.result)
            table.rows << QStringList { shownName(one.of.set),
                PlotNumbers::number(one.result->accuracy), PlotNumbers::number(one.result->low),
                PlotNumbers::number(one.result->high), QString::number(one.result->correct),
                QString::number(one.result->questions) };
    return table;
}

void AccuracyBars::setResults(const Measurements<protocol::ChoicesResult>& results)
{
    m_results = results;
    setAccessibleDescription(lines().join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

QStringList AccuracyBars::lines() const
{
    QStringList texts;
    for (const auto& one : m_results) {
        if (!one.result || one.result->questions == 0) {
            texts << tr("%1: not measured").arg(titleOf(one.of));
            continue;
        }
        const protocol::ChoicesResult& r = *one.result;
        QString text = tr("%1: %2 %, interval %3 … %4 %, %5 of %6 right")
                           .arg(titleOf(one.of), percent(r.accuracy), percent(r.low), percent(r.high))
                           .arg(r.correct)
                           .arg(r.questions);
        if (!one.complete && one.planned > 0)
            text += tr(", of %1").arg(one.planned);
        texts << text;
    }
    return texts;
}

int AccuracyBars::rowHeight() const
{
    return QFontMetrics(font()).height() + 8;
}

QSize AccuracyBars::sizeHint() const
{
    return { 480, rowHeight() * std::max(1, int(m_results.size())) + QFontMetrics(font()).height() + 4 };
}

void AccuracyBars::paintEvent(QPaintEvent*)
{
    const Theme theme = themeFor(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont bold = scaledFont(font(), 1, true), numbers = numberFont(font(), 1);
    const QFontMetricsF metrics(bold);
    double names = 0, chance = 0;
    for (const auto& one : m_results) {
        names = std::max(names, metrics.horizontalAdvance(titleOf(one.of)));
        chance = one.result ? std::max(chance, one.result->chance) : chance;
    }
    const double left = std::min(names + 10, width() * 0.3);
    double room = QFontMetricsF(numbers).horizontalAdvance(QStringLiteral("100.0 %   0000 of 0000"));
    for (const auto& one : m_results)
        room = std::max(room, QFontMetricsF(numbers).horizontalAdvance(numberOf(one)) + 2);
    const double right = std::max(left + 40, width() - room - 12);
    const int height = rowHeight();
    const auto at = [&](double share) { return left + (right - left) * share; };
    for (int i = 0; i < int(m_results.size()); ++i) {
        const auto& one = m_results[std::size_t(i)];
        const QRectF line(0, i * height, width(), height);
        painter.setFont(bold);
        painter.setPen(inkOf(theme, one.of.set));
        painter.drawText(QRectF(0, line.top(), left - 8, height), Qt::AlignVCenter,
            metrics.elidedText(titleOf(one.of), Qt::ElideRight, left - 8));
        painter.fillRect(QRectF(left, line.center().y() - 5, right - left, 10), theme.plot);
        if (!one.result || one.result->questions == 0) {
            painter.setFont(numbers);
            painter.setPen(theme.muted);
            painter.drawText(QRectF(right + 12, line.top(), room, height), Qt::AlignVCenter, numberOf(one));
            continue;
        }
        const protocol::ChoicesResult& r = *one.result;
        const QColor fill
            = faded(theme, colourOf(theme, QString::fromStdString(one.of.set.id)), one.complete ? 0.85 : 0.5);
        painter.fillRect(QRectF(left, line.center().y() - 5, at(r.accuracy) - left, 10), fill);
        painter.setPen(QPen(theme.text, 1.5));
        const double middle = line.center().y();
        painter.drawLine(QPointF(at(r.low), middle), QPointF(at(r.high), middle));
        for (const double end : { r.low, r.high })
            painter.drawLine(QPointF(at(end), middle - 4), QPointF(at(end), middle + 4));
        painter.setFont(numbers);
        painter.setPen(theme.text);
        painter.drawText(QRectF(right + 12, line.top(), room, height), Qt::AlignVCenter, numberOf(one));
    }
    if (chance > 0 && chance < 1) {
        const double foot = height * double(m_results.size());
        painter.setPen(QPen(theme.muted, 1, Qt::DashLine));
        painter.drawLine(QPointF(at(chance), 0), QPointF(at(chance), foot + 2));
        painter.setFont(scaledFont(font(), 0.9));
        painter.setPen(theme.muted);
        painter.drawText(QPointF(at(chance) + 4, foot + QFontMetricsF(painter.font()).ascent()),
            tr("guessing %1 %").arg(percent(chance)));
    }
    if (hasFocus())
        paintFocus(painter, rect(), theme);
}

} // namespace ropewalk::views
