// SPDX-License-Identifier: GPL-3.0-only
#include "views/frequency/frequency_map.h"

#include "views/document/document.h"
#include "views/plots/export/plot_menu.h"
#include "views/plots/theme.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double smallestPositions = 8; // tokens across the map, at most zoomed in
constexpr double smallestPairs = 4;
constexpr double keyZoom = 1.5;

constexpr double rowGap = 7;
constexpr double topMargin = 2;
constexpr double rightMargin = 14;

} // namespace

FrequencyMap::FrequencyMap(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_ids(firstRows())
{
    setAccessibleName(tr("Frequency map"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    offerExport(this, this);
    describeAsTable(this, this);
    connect(&m_pictures, &FrequencyPictures::changed, this, [this] {
        update();
        Q_EMIT picturesShown();
    });
    connect(document, &Document::projectReset, this, &FrequencyMap::reloadModel);
    connect(document, &Document::modelChanged, this, &FrequencyMap::reloadModel);
    connect(document, &Document::targetChanged, this, &FrequencyMap::reloadTarget);
    connect(document, &Document::setsChanged, this, &FrequencyMap::reloadRows);
    connect(document, &Document::setEdited, this, &FrequencyMap::reloadRows);
    connect(document, &Document::activeSetChanged, this, &FrequencyMap::reloadRows);
    reloadModel();
}

void FrequencyMap::reloadModel()
{
    m_pictures.forget();
    m_cursor.reset();
    if (m_selectedPair >= m_document->geometry().pairs())
        m_selectedPair = -1;
    m_pairs = ZoomWindow(m_document->geometry().pairs(), smallestPairs);
    reloadTarget();
}

void FrequencyMap::reloadTarget()
{
    m_positions = ZoomWindow(double(m_document->project().target_length), smallestPositions);
    reloadRows();
    Q_EMIT zoomChanged();
}

void FrequencyMap::reloadRows()
{
    m_rows = frequencyRows(*m_document, m_ids);
    if (m_cursor && m_cursor->row > lastRow())
        m_cursor.reset();
    requestPictures();
    describe();
    update();
}

void FrequencyMap::requestPictures()
{
    if (m_still)
        return;
    m_pixelRatio = devicePixelRatioF();
    m_pictures.want(requests(m_pixelRatio));
}

std::vector<FrequencyRequest> FrequencyMap::requests(double pixelRatio) const
{
    std::vector<FrequencyRequest> requests;
    for (int row = 0; row < int(m_rows.size()); ++row) {
        FrequencyRequest request;
        request.geometry = m_document->geometry();
        request.trained = m_document->trained();
        request.set = m_rows[std::size_t(row)].set;
        request.positions = m_positions;
        request.pairs = m_pairs;
        request.size = (rowRect(row).size() * pixelRatio).toSize();
        request.phase = m_phase;
        request.colours = colourTable(ColourMap::cividis);
        std::transform(
            request.colours.begin(), request.colours.end(), request.outside.begin(), outOfDistribution);
        requests.push_back(std::move(request));
    }
    return requests;
}

QSize FrequencyMap::sizeHint() const
{
    return { 840, 240 };
}

QSize FrequencyMap::minimumSizeHint() const
{
    return { 320, 150 };
}

QRectF FrequencyMap::rowRect(int row) const
{
    const QFontMetricsF metrics(scaledFont(font(), 0.85));
    const QFontMetricsF bold(scaledFont(font(), 1.0, true));
    const double left = std::ceil(bold.horizontalAdvance(QStringLiteral("extrapolated 000")));
    const double bottom = std::ceil(metrics.height()) + 7;
    const int rows = std::max(1, int(m_rows.size()));
    const double height = std::floor((this->height() - topMargin - bottom - (rows - 1) * rowGap) / rows);
    return { left, topMargin + row * (height + rowGap), std::max(1.0, width() - left - rightMargin),
        std::max(1.0, height) };
}

int FrequencyMap::lastRow() const
{
    int last = int(m_rows.size()) - 1;
    while (last >= 0 && m_rows[std::size_t(last)].set.lambda.empty())
        --last;
    return last;
}

double FrequencyMap::toX(double position) const
{
    const QRectF rect = rowRect(0);
    return rect.left() + m_positions.shareOf(position) * rect.width();
}

double FrequencyMap::toY(int row, double pair) const
{
    const QRectF rect = rowRect(row);
    return rect.top() + m_pairs.shareOf(pair) * rect.height();
}

std::optional<FrequencyMap::Cursor> FrequencyMap::cursorAt(const QPointF& point) const
{
    for (int row = 0; row < int(m_rows.size()); ++row) {
        const QRectF rect = rowRect(row);
        if (!rect.contains(point) || m_rows[std::size_t(row)].set.lambda.empty())
            continue;
        Cursor cursor;
        cursor.row = row;
        cursor.pair = std::clamp(int(m_pairs.valueAt((point.y() - rect.top()) / rect.height())), 0,
            m_document->geometry().pairs() - 1);
        cursor.position = m_positions.valueAt((point.x() - rect.left()) / rect.width());
        return cursor;
    }
    return {};
}

FrequencyReadout FrequencyMap::readAt(const Cursor& cursor) const
{
    const double pixel = m_positions.span() / (rowRect(0).width() * devicePixelRatioF());
    const auto last = m_document->project().target_length - 1;
    const auto from = std::clamp<std::int64_t>(std::int64_t(cursor.position), 0, last);
    const auto to
        = std::clamp<std::int64_t>(std::int64_t(std::floor(cursor.position + pixel)) - 1, from, last);
    return readFrequency(m_document->geometry(), m_document->trained(), m_rows[std::size_t(cursor.row)].set,
        cursor.pair, from, to);
}

QString FrequencyMap::readout() const
{
    return m_cursor ? readoutText(readAt(*m_cursor), m_phase) : QString();
}

void FrequencyMap::describe()
{
    QStringList parts{ tr("%1 of the angle of %2 pairs at positions %3 to %4")
                           .arg(m_phase ? tr("Phase") : tr("Cosine"))
                           .arg(m_document->geometry().pairs())
                           .arg(qint64(m_positions.first()))
                           .arg(qint64(m_positions.end())) };
    for (const FrequencyRow& row : m_rows)
        parts << tr("%1: %2 of the slow pairs' angles never seen in training")
                     .arg(row.name, shareText(row.unseen));
    if (m_selectedPair >= 0)
        parts << tr("pair %1 selected").arg(m_selectedPair);
    if (m_cursor)
        parts << m_rows[std::size_t(m_cursor->row)].name + QStringLiteral(", ")
                + readout().replace(u'\n', QStringLiteral(", "));
    setAccessibleDescription(parts.join(QStringLiteral(". ")));
    tableChanged(this);
}

void FrequencyMap::setSelectedPair(int pair)
{
    if (pair == m_selectedPair || pair >= m_document->geometry().pairs())
        return;
    m_selectedPair = pair;
    describe();
    update();
}

void FrequencyMap::choosePair(int pair)
{
    pair = std::clamp(pair, 0, m_document->geometry().pairs() - 1);
    if (m_cursor)
        m_cursor->pair = pair;
    if (pair < m_pairs.first() || pair + 1 > m_pairs.end()) {
        m_pairs.show(pair < m_pairs.first() ? pair : pair + 1 - m_pairs.span(), m_pairs.span());
        afterZoom();
    }
    if (pair != m_selectedPair) {
        setSelectedPair(pair);
        Q_EMIT pairSelected(pair);
    }
}

void FrequencyMap::afterZoom()
{
    requestPictures();
    describe();
    update();
    Q_EMIT zoomChanged();
}

void FrequencyMap::zoomAround(double share, double factor)
{
    m_positions.zoom(m_positions.valueAt(share), factor);
    afterZoom();
}

void FrequencyMap::setPhase(bool phase)
{
    if (phase == m_phase)
        return;
    m_phase = phase;
    afterZoom();
}

void FrequencyMap::setShownSets(const QStringList& ids)
{
    if (ids.isEmpty() || ids == m_ids)
        return;
    m_ids = ids;
    m_cursor.reset();
    reloadRows();
}

void FrequencyMap::zoomIn()
{
    zoomAround(m_cursor ? m_positions.shareOf(m_cursor->position) : 0.5, keyZoom);
}

void FrequencyMap::zoomOut()
{
    zoomAround(m_cursor ? m_positions.shareOf(m_cursor->position) : 0.5, 1 / keyZoom);
}

void FrequencyMap::resetZoom()
{
    m_positions.reset();
    m_pairs.reset();
    afterZoom();
}

void FrequencyMap::walk(double distance)
{
    if (lastRow() < 0)
        return;
    if (!m_cursor)
        m_cursor = Cursor{ lastRow(), std::max(0, m_selectedPair), m_positions.valueAt(0.5) };
    else
        m_cursor->position
            = std::clamp(std::floor(m_cursor->position) + distance, 0.0, m_positions.length() - 1);
    if (m_cursor->position < m_positions.first())
        m_positions.show(m_cursor->position, m_positions.span());
    else if (m_cursor->position >= m_positions.end())
        m_positions.show(m_cursor->position + 1 - m_positions.span(), m_positions.span());
    afterZoom();
}

} // namespace ropewalk::views
