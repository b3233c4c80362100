// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/export/plot.h"

#include <QLocale>
#include <QPaintEngine>
#include <QPainter>
#include <QWidget>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double onPaper = 3;

QString quoted(const QString& cell)
{
    const bool plain
        = !cell.contains(u',') && !cell.contains(u'"') && !cell.contains(u'\n') && !cell.contains(u'\r');
    if (plain)
        return cell;
    QString inside = cell;
    inside.replace(u'"', QStringLiteral("\"\""));
    return u'"' + inside + u'"';
}

void append(QByteArray& text, const QStringList& cells)
{
    for (qsizetype i = 0; i < cells.size(); ++i) {
        if (i > 0)
            text += ',';
        text += quoted(cells[i]).toUtf8();
    }
    text += '\n';
}

} // namespace

QString PlotNumbers::number(double value)
{
    if (std::isnan(value))
        return {};
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QByteArray PlotNumbers::csv() const
{
    QByteArray text;
    append(text, columns);
    for (const QStringList& row : rows)
        append(text, row);
    return text;
}

QStringList distinctLabels(const QStringList& names, const QStringList& ids)
{
    QStringList out;
    for (qsizetype i = 0; i < names.size(); ++i)
        out << (names.count(names[i]) > 1 && !ids.value(i).isEmpty() ? QStringLiteral("%1 (%2)").arg(names[i], ids[i])
                                                                    : names[i]);
    return out;
}

void renderWidget(QWidget& copy, QPainter& painter, const QSize& size, const QPalette& palette)
{
    copy.setAttribute(Qt::WA_DontShowOnScreen);
    copy.setAutoFillBackground(false);
    copy.setPalette(palette);
    copy.resize(size);
    copy.ensurePolished();
    copy.render(&painter, QPoint(), QRegion(), QWidget::DrawChildren);
}

double imageRatio(const QPainter& painter)
{
    const QPaintEngine::Type type = painter.paintEngine()->type();
    if (type == QPaintEngine::SVG || type == QPaintEngine::Pdf)
        return onPaper;
    return std::max(1.0, painter.device()->devicePixelRatioF());
}

} // namespace ropewalk::views
