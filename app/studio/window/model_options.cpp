// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/window/model_options.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSpinBox>

#include <limits>

namespace ropewalk::studio {

namespace {

constexpr int kFirstWindow = 4096; // tokens, offered before one was typed
constexpr QLatin1String kConfig("config"); // OpenModelParams::sliding_window
constexpr QLatin1String kOff("off");
constexpr QLatin1String kTokens("tokens"); // the entry that the number stands beside

QSpinBox* tokens(int least)
{
    auto* box = new QSpinBox;
    box->setRange(least, std::numeric_limits<int>::max());
    box->setGroupSeparatorShown(true);
    box->setSuffix(ModelOptions::tr(" tokens"));
    return box;
}

} // namespace

ModelOptions::ModelOptions(views::Document& document, Session& session, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_session(session)
    , m_dtype(new QComboBox)
    , m_window(new QComboBox)
    , m_windowTokens(tokens(1))
    , m_length(tokens(0))
    , m_notFinite(new QCheckBox(tr("Open weights that hold NaN or infinity")))
    , m_openAgain(new QPushButton(tr("Open again")))
{
    m_dtype->addItem(tr("the device's best"), QString());
    m_dtype->addItem(tr("bfloat16"), QStringLiteral("bf16"));
    m_dtype->addItem(tr("float32"), QStringLiteral("f32"));
    m_dtype->setToolTip(tr("The numbers that weights and products are computed in."));
    m_window->addItem(tr("as the config says"), kConfig);
    m_window->addItem(tr("off: every key is seen"), kOff);
    m_window->addItem(tr("the last"), kTokens);
    m_window->setToolTip(tr("How far back attention reaches in the layers that have a window."));
    m_length->setSpecialValueText(tr("as the config says"));
    m_length->setToolTip(tr("The length that the model was trained at, L: rotations beyond it are new to the model."));
    m_dtype->setAccessibleName(tr("Compute in"));
    m_window->setAccessibleName(tr("Sliding window"));
    m_windowTokens->setAccessibleName(tr("Tokens of the sliding window"));
    m_length->setAccessibleName(tr("Trained length"));

    auto* window = new QHBoxLayout;
    window->addWidget(m_window, 1);
    window->addWidget(m_windowTokens);
    auto* last = new QHBoxLayout;
    last->addWidget(m_notFinite, 1);
    last->addWidget(m_openAgain);
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(tr("Compute in"), m_dtype);
    form->addRow(tr("Sliding window"), window);
    form->addRow(tr("Trained length"), m_length);
    form->addRow(last);

    connect(m_dtype, &QComboBox::currentIndexChanged, this, &ModelOptions::refreshButton);
    connect(m_window, &QComboBox::currentIndexChanged, this, &ModelOptions::refreshButton);
    connect(m_windowTokens, &QSpinBox::valueChanged, this, &ModelOptions::refreshButton);
    connect(m_length, &QSpinBox::valueChanged, this, &ModelOptions::refreshButton);
    connect(m_notFinite, &QCheckBox::toggled, this, &ModelOptions::refreshButton);
    connect(m_openAgain, &QPushButton::clicked, this, &ModelOptions::apply);
    connect(&session.loader(), &ModelLoader::changed, this, &ModelOptions::refreshButton);
    connect(&document, &views::Document::projectReset, this, &ModelOptions::readProject);
    connect(&document, &views::Document::modelChanged, this, &ModelOptions::readProject);
    readProject();
}

project::ModelOptions ModelOptions::chosen() const
{
    project::ModelOptions out;
    out.dtype = m_dtype->currentData().toString().toStdString();
    const QString window = m_window->currentData().toString();
    out.sliding_window = (window == kTokens ? QString::number(m_windowTokens->value()) : window).toStdString();
    out.original_length = m_length->value();
    out.allow_not_finite = m_notFinite->isChecked();
    return out;
}

void ModelOptions::readProject()
{
    const project::ModelOptions& options = m_document.project().model_options;
    m_dtype->setCurrentIndex(std::max(0, m_dtype->findData(QString::fromStdString(options.dtype))));
    const QString window = QString::fromStdString(options.sliding_window);
    const int named = m_window->findData(window);
    m_window->setCurrentIndex(named >= 0 ? named : m_window->findData(kTokens));
    m_windowTokens->setValue(named >= 0 ? kFirstWindow : window.toInt());
    m_length->setValue(int(std::min<std::int64_t>(options.original_length, m_length->maximum())));
    m_notFinite->setChecked(options.allow_not_finite);
    refreshButton();
}

void ModelOptions::refreshButton()
{
    m_windowTokens->setVisible(m_window->currentData().toString() == kTokens);
    m_openAgain->setEnabled(!m_session.loader().isBusy() && !(chosen() == m_document.project().model_options));
}

void ModelOptions::apply()
{
    m_session.loader().openAs(chosen());
}

} // namespace ropewalk::studio
