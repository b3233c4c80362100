// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/window/layout.h"

#include "app/studio/window/message_bar.h"
#include "app/studio/window/model_card.h"
#include "views/factors/factor_panel.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/sets/set_list.h"
#include "views/frequency/frequency_panel.h"
#include "views/perplexity/perplexity_panel.h"
#include "views/search/search_panel.h"

#include <QDataStream>
#include <QSplitter>
#include <QVBoxLayout>

namespace ropewalk::studio {

namespace {

constexpr int kGap = 7; // between the panels
constexpr int kMargin = 10;

/// A handle without the style's grip: the gap between two surfaces.
class PlainHandle : public QSplitterHandle
{
public:
    using QSplitterHandle::QSplitterHandle;

protected:
    void paintEvent(QPaintEvent*) override { }
};

class PlainSplitter : public QSplitter
{
public:
    explicit PlainSplitter(Qt::Orientation orientation)
        : QSplitter(orientation)
    {
        setHandleWidth(kGap);
        setChildrenCollapsible(false);
    }

protected:
    QSplitterHandle* createHandle() override { return new PlainHandle(orientation(), this); }
};

QWidget* column(std::initializer_list<std::pair<QWidget*, int>> parts)
{
    auto* widget = new QWidget;
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    for (const auto& [part, stretch] : parts)
        layout->addWidget(part, stretch);
    return widget;
}

} // namespace

Layout::Layout(views::Document& document, Session& session, QWidget* parent)
    : QWidget(parent)
    , messages(new MessageBar)
    , sets(new views::SetList(&document))
    , model(new ModelCard(document, session))
    , editor(new views::LambdaEditor(&document))
    , frequency(new views::FrequencyPanel(&document))
    , perplexity(new views::PerplexityPanel(&document))
    , factors(new views::FactorPanel(&document))
    , search(new views::SearchPanel)
{
    arrange();
}

void Layout::arrange()
{
    auto* centre = new PlainSplitter(Qt::Vertical);
    centre->addWidget(editor);
    centre->addWidget(frequency);
    centre->setSizes({310, 250});
    centre->setStretchFactor(0, 3);
    centre->setStretchFactor(1, 2);

    auto* top = new PlainSplitter(Qt::Horizontal);
    top->addWidget(column({{sets, 1}, {model, 0}}));
    top->addWidget(centre);
    top->addWidget(column({{perplexity, 0}, {factors, 1}}));
    top->setSizes({192, 862, 196});
    top->setStretchFactor(0, 0);
    top->setStretchFactor(1, 1);
    top->setStretchFactor(2, 0);

    auto* all = new PlainSplitter(Qt::Vertical);
    all->addWidget(top);
    all->addWidget(search);
    all->setSizes({568, 172});
    all->setStretchFactor(0, 1);
    all->setStretchFactor(1, 0);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, 2, kMargin, kMargin);
    layout->setSpacing(kGap);
    layout->addWidget(messages);
    layout->addWidget(all, 1);
    m_splitters = {all, top, centre};
}

QByteArray Layout::saveSizes() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    for (const QSplitter* splitter : m_splitters)
        stream << splitter->saveState();
    return state;
}

void Layout::restoreSizes(const QByteArray& state)
{
    QDataStream stream(state);
    for (QSplitter* splitter : m_splitters) {
        QByteArray part;
        stream >> part;
        splitter->restoreState(part);
    }
}

} // namespace ropewalk::studio
