// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/window/model_details.h"

#include "app/studio/window/model_options.h"
#include "core/rope/geometry.h"
#include "views/language/set_texts.h"
#include "views/language/translated.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace ropewalk::studio {

namespace {

constexpr int kRowGap = 8; // pixels
constexpr int kColumnGap = 24;

using Facts = QList<std::pair<QString, QString>>;

QString text(const std::string& words)
{
    return QString::fromStdString(words);
}

QString number(std::int64_t value)
{
    return QLocale().toString(qlonglong(value));
}

/// What the model's configuration asks for, as sets with the lengths that they serve.
QString shippedText(const std::vector<rope::FactorSet>& shipped)
{
    QStringList sets;
    for (const rope::FactorSet& set : shipped)
        sets << (set.to_length > 0
                ? ModelDetails::tr("%1, %2 to %3 tokens").arg(views::shownName(set), number(set.from_length + 1), number(set.to_length))
                : ModelDetails::tr("%1, from %2 tokens").arg(views::shownName(set), number(set.from_length + 1)));
    return sets.isEmpty() ? ModelDetails::tr("none: plain RoPE") : sets.join(QLatin1Char('\n'));
}

/// How far back attention sees.
QString reachText(const protocol::ModelInfo& model)
{
    if (model.sliding_window == 0)
        return ModelDetails::tr("all keys");
    const QString window = ModelDetails::tr("the last %1 keys").arg(number(model.sliding_window));
    return model.windowed_layers == model.layers
        ? window
        : ModelDetails::tr("%1 in %2 of %3 layers").arg(window, number(model.windowed_layers), number(model.layers));
}

QString storedText(const protocol::ModelInfo& model)
{
    const QString size = QLocale().formattedDataSize(model.stored_bytes, 1, QLocale::DataSizeSIFormat);
    return model.stored_dtype.empty() ? size : ModelDetails::tr("%1, %2").arg(text(model.stored_dtype), size);
}

void describeGeometry(Facts& facts, const rope::Geometry& geometry)
{
    facts.append({ModelDetails::tr("Head dimension"), number(geometry.head_dim)});
    facts.append({ModelDetails::tr("Rotary dimension"),
        ModelDetails::tr("%1: %2 pairs").arg(number(geometry.rotary_dim), number(geometry.pairs()))});
    facts.append({ModelDetails::tr("Theta"), QLocale().toString(geometry.theta, 'g', 12)});
    facts.append({ModelDetails::tr("Original length"), ModelDetails::tr("%1 tokens").arg(number(geometry.original_length))});
    facts.append({ModelDetails::tr("Critical pair"), number(rope::critical_pair(geometry))});
}

void describeModel(Facts& facts, const protocol::ModelInfo& model)
{
    facts.append({ModelDetails::tr("Architecture"), text(model.architecture)});
    facts.append({ModelDetails::tr("Layers"), number(model.layers)});
    facts.append({ModelDetails::tr("Heads"),
        model.kv_heads == model.heads
            ? number(model.heads)
            : ModelDetails::tr("%1 of queries, %2 of keys and values").arg(number(model.heads), number(model.kv_heads))});
    facts.append({ModelDetails::tr("Hidden size"), number(model.hidden_size)});
    facts.append({ModelDetails::tr("Vocabulary"), number(model.vocab_size)});
    facts.append({ModelDetails::tr("Parameters"), number(model.parameters)});
    facts.append({ModelDetails::tr("Head"), model.tied_embeddings ? ModelDetails::tr("tied to the embedding") : ModelDetails::tr("of its own")});
    facts.append({ModelDetails::tr("Attention reaches"), reachText(model)});
    facts.append({ModelDetails::tr("Stored as"), storedText(model)});
    facts.append({ModelDetails::tr("Computed in"), text(model.dtype)});
    facts.append({ModelDetails::tr("Tokenizer"),
        model.has_tokenizer ? ModelDetails::tr("read") : views::translated(model.tokenizer_error)});
    facts.append({ModelDetails::tr("Scaling as shipped"), shippedText(model.shipped)});
    for (const Words& warning : model.warnings)
        facts.append({ModelDetails::tr("Remark"), views::translated(warning)});
    facts.append({ModelDetails::tr("Fingerprint"), text(model.fingerprint)});
}

} // namespace

ModelDetails::ModelDetails(views::Document& document, Session& session, QWidget* parent)
    : QDialog(parent)
    , m_document(document)
    , m_session(session)
    , m_list(new QTreeWidget(this))
{
    setWindowTitle(tr("Model"));
    resize(540, 640);
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setWordWrap(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setAccessibleName(tr("What is known of the model"));
    m_list->header()->setStretchLastSection(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(10);
    layout->addWidget(m_list, 1);
    layout->addWidget(new ModelOptions(document, session));
    m_list->installEventFilter(this);
    connect(&document, &views::Document::projectReset, this, &ModelDetails::refresh);
    connect(&document, &views::Document::modelChanged, this, &ModelDetails::refresh);
    connect(&session.loader(), &ModelLoader::changed, this, &ModelDetails::refresh);
    refresh();
}

Facts ModelDetails::facts() const
{
    Facts facts;
    const auto& model = m_session.loader().model();
    facts.append({tr("Name"), model ? text(model->name) : tr("not open: %1").arg(text(m_document.project().model_path))});
    if (model)
        facts.append({tr("Folder"), text(model->path)});
    describeGeometry(facts, m_document.geometry());
    if (model)
        describeModel(facts, *model);
    facts.append({tr("Engine"), views::translated(m_session.engine().engine().device_name)});
    return facts;
}

void ModelDetails::refresh()
{
    m_list->clear();
    for (const auto& [label, value] : facts()) {
        auto* line = new QTreeWidgetItem(m_list, {label, value});
        line->setToolTip(1, value);
        const int lines = 1 + int(value.count(QLatin1Char('\n')));
        line->setSizeHint(0, QSize(fontMetrics().horizontalAdvance(label) + kColumnGap, lines * fontMetrics().height() + kRowGap));
        line->setForeground(0, palette().placeholderText());
    }
    m_list->resizeColumnToContents(0);
}

bool ModelDetails::eventFilter(QObject* watched, QEvent* event)
{
    // The list itself would copy the current line's value alone.
    if (watched == m_list && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

void ModelDetails::copy() const
{
    QStringList lines;
    for (const QTreeWidgetItem* line : m_list->selectedItems())
        lines << line->text(0) + QLatin1Char('\t') + line->text(1);
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace ropewalk::studio
