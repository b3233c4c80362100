// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/frequency/frequency_pictures.h"
#include "views/frequency/frequency_rows.h"
#include "views/frequency/zoom_window.h"
#include "views/plots/accessible_table.h"
#include "views/plots/export/plot.h"

#include <QPointF>
#include <QWidget>
#include <optional>

namespace ropewalk::views {

class Document;
struct Theme;

/// Cosine (or phase) of the angle of every pair (down, fast to slow) at every position (right, 0 … target), for some
/// sets one above the other. Wheel, pinch, + and − zoom positions around the pointer (with Ctrl the pairs),
/// dragging and arrows pan, a double click or 0 shows all, a click or Up and Down choose the pair, Shift with
/// Left and Right walks a reading cursor, Page Up and Page Down move it between the rows.
class FrequencyMap : public QWidget, public Plot, public TableContent
{
    Q_OBJECT

public:
    explicit FrequencyMap(Document* document, QWidget* parent = nullptr);

    int selectedPair() const { return m_selectedPair; } ///< −1 = none
    const ZoomWindow& positions() const { return m_positions; }
    const ZoomWindow& pairs() const { return m_pairs; }
    const std::vector<FrequencyRow>& rows() const { return m_rows; }
    QRectF rowRect(int row) const; ///< the map of a row, without its captions
    QString readout() const; ///< under the cursor; empty without one
    bool isUpToDate() const { return m_pictures.isUpToDate(); }

    bool isPhase() const { return m_phase; }
    const QStringList& shownSets() const { return m_ids; } ///< see frequencyRows()

    QString plotTitle() const override { return accessibleName(); }
    void renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const override;
    PlotNumbers numbers() const override; ///< a row for each set and pair, a column for each pixel's positions

    int tableRows() const override;
    QStringList tableColumns() const override;
    QString tableCell(int row, int column) const override;
    QString tableRowName(int row) const override;
    int tableSelectedRow() const override { return m_selectedPair; }
    void selectTableRow(int row) override { choosePair(row); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public Q_SLOTS:
    void setSelectedPair(int pair); ///< the linked selection; −1 for none
    void setPhase(bool phase);
    void setShownSets(const QStringList& ids); ///< at least one
    void zoomIn();
    void zoomOut();
    void resetZoom();

Q_SIGNALS:
    void pairSelected(int pair); ///< by the user, here
    void picturesShown(); ///< new pictures were rendered
    void zoomChanged();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Cursor
    {
        int row = 0;
        int pair = 0;
        double position = 0; ///< tokens
    };

    struct Drag
    {
        QPointF from;
        double position = 0; ///< first of the windows when it began
        double pair = 0;
        bool moved = false;
    };

    void reloadModel();
    void reloadTarget();
    void reloadRows();
    void requestPictures();
    std::vector<FrequencyRequest> requests(double pixelRatio) const;
    void zoomAround(double share, double factor);
    void afterZoom();
    void walk(double positions);
    void choosePair(int pair);
    std::optional<Cursor> cursorAt(const QPointF& point) const;
    FrequencyReadout readAt(const Cursor& cursor) const;
    double toX(double position) const;
    double toY(int row, double pair) const;
    int lastRow() const; ///< the last one with a set; −1 = none
    void describe();

    void paintCaption(QPainter& painter, int row, const Theme& theme) const;
    void paintRow(QPainter& painter, int row, const Theme& theme) const;
    void paintAhead(QPainter& painter, int row, const Theme& theme) const;
    void paintSelection(QPainter& painter, int row, const Theme& theme) const;
    void paintUnseen(QPainter& painter, const Theme& theme) const;
    void paintAxis(QPainter& painter, const Theme& theme) const;
    void paintReadout(QPainter& painter, const Theme& theme) const;

    Document* m_document;
    FrequencyPictures m_pictures;
    QStringList m_ids;
    std::vector<FrequencyRow> m_rows;
    ZoomWindow m_positions;
    ZoomWindow m_pairs;
    int m_selectedPair = -1;
    bool m_phase = false;
    bool m_still = false; ///< a picture that leaves the window: rendered once, never again
    double m_pixelRatio = 1; ///< of the pictures asked for
    std::optional<Cursor> m_cursor;
    std::optional<Drag> m_drag;
};

} // namespace ropewalk::views
