# SPDX-License-Identifier: Apache-2.0
"""Writes tests/reference/tokenizer/: small tokenizer.json files of the kinds that models ship, learnt by the
tokenizers library (0.23) from the text below, and for each the ids and the decoded text that the library gives for
every sample. Run it with a Python that has tokenizers; it writes the same files each time."""

import json
import pathlib

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

MEGABYTE = 18000  # lengths of rope in one line of a megabyte
OUT = pathlib.Path(__file__).parent / "tokenizer"

CORPUS = """
The ropewalk is a long hall. The ropemakers walk backwards through the hall and twist the yarn into strands, and
the strands into rope. A rope that is stretched too far will break; a rope that is stretched evenly will hold.
Where is the brass key? The brass key is in the upper tower with Petra. Where is the tarred rope? The tarred rope is in
the boathouse with Nils. It rained on the north bridge all day. Nobody was at the harbour that evening.
We'll see what they've said, and I'm sure it's what you'd want: she's here, don't worry. WE'RE LOUD.
for (int i = 0; i < n; ++i) { sum += values[i] * weights[i]; }  // the weighted sum
def mean(values):\n    return sum(values) / len(values)\n\nif __name__ == "__main__":\n\tprint(mean([1, 2, 3]))
The numbers 10432, 2048, 65536 and 3.14159 were measured in 2024, at 16 K tokens; 1,000,000 is a million.
Die Seiler gehen rückwärts durch die Reeperbahn. La corderie est un bâtiment très long. El cáñamo se hila.
Канатный двор стоит у реки. Длинная верёвка лежит у моста. 繩索很長，工人向後走。 ロープは長い。
""".strip("\n")



def long_line(count):
    return " ".join(f"The rope {n} is {n * n} yards long, and yarn-{n:x} holds;" for n in range(count))


def fnv(ids):
    """FNV-1a, 64 bits, over whole ids: says whether a megabyte's ids are the same without keeping them."""
    value = 0xCBF29CE484222325
    for id_ in ids:
        value = ((value ^ id_) * 0x100000001B3) % 2**64
    return value


SAMPLES = [
    "",
    " ",
    "  ",
    "The ropewalk is a long hall.",
    " The ropewalk",
    "the  long   hall    and     rope ",
    "What is the pass key? The pass key is 40712. Remember it. 40712 is the pass key.",
    "for (int i = 0; i < n; ++i) {\n\tsum += values[i];\n}\n",
    "def mean(values):\r\n    return sum(values) / len(values)\r\n\r\n\r\n",
    "x = {'a': [1, 22, 333, 4444], \"b\": None}  # \\n is not a newline",
    "We'll see what THEY'VE said: I'M sure it's what you'd want, SHE'S here, don\u2019t worry.",
    "it'\u017f old, 'Ve 'LL",  # the long s folds to s
    "3.14159 1,000,000 10432 7 0123456789 \u0664\u0662 \u00bd \u2167 \u2460\u2461 \u0967\u0968",
    "Die Seiler gehen r\u00fcckw\u00e4rts. r\u0075\u0308ckwa\u0308rts e\u0301\u0301 \u1e9b\u0323 \u212b \uac00 \u1100\u1161",
    "\u041a\u0430\u043d\u0430\u0442\u043d\u044b\u0439 \u0434\u0432\u043e\u0440 \u7e69\u7d22\u5f88\u9577\uff0c\u5de5\u4eba\u5411\u5f8c\u8d70\u3002\u30ed\u30fc\u30d7",
    "\u0e40\u0e0a\u0e37\u0e2d\u0e01 \u0930\u0938\u094d\u0938\u0940 \u062d\u0628\u0644 \u05d7\u05d1\u05dc \u1780\u17d2\u179a",
    "\U0001f9f5\U0001faa2 \U0001f469\u200d\U0001f52c \U0001f1e9\U0001f1ea \u270b\U0001f3fd \u2764\ufe0f \U0001f600\U0001f600\U0001f600",
    "a\u00a0b\u2003c\u202fd\u3000e\u200bf\u2028g\u2029h\u0085i\u180ej\ufeffk",
    "\t\tindent\n\n\n  two\n \n\t x \x0b\x0c end   \n",
    "nul \x00 bell \x07 esc \x1b[0m del \x7f c1 \x80\x9f unit \x1c\x1d\x1e\x1f",
    "\u2581already marked\u2581\u2581twice \u2581 lone",
    "\u0120Byte \u010a letters \u00c3\u00a9",
    "<s>The rope</s> <unk> <0x0A> <|end|> <|end|>\n  after",
    "[pad] x [pad]x x[pad] x[pad]x [pad][pad] rope   [mask]   hall",
    "longlonglong hallhall ropewalkropewalk aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "...!!!???---===>>><<<///*** #@~^|`$%&",
    "\ud7ff\ue000\uffff\U0010ffff \ufffd",
    long_line(100),
]

GPT4_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def train(tokenizer, vocab_size, special, alphabet=()):
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size, special_tokens=special, initial_alphabet=list(alphabet), show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS.split("\n"), trainer)
    return json.loads(tokenizer.to_str())["model"]


def with_bytes(model, special):
    """The vocabulary again, with 256 byte tokens behind the special ones, as sentencepiece orders it."""
    pieces = [p for p, _ in sorted(model["vocab"].items(), key=lambda item: item[1])]
    rest = [p for p in pieces if p not in special]
    ordered = special + [f"<0x{byte:02X}>" for byte in range(256)] + rest
    return {piece: i for i, piece in enumerate(ordered)}, [tuple(m) for m in model["merges"]]


def template(token, id_):
    return processors.TemplateProcessing(
        single=f"{token} $A", pair=f"{token} $A {token}:1 $B:1", special_tokens=[(token, id_)]
    )


def llama2():
    special = ["<unk>", "<s>", "</s>"]
    learner = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    learner.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    learner.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    vocab, merges = with_bytes(train(learner, 500, special), special)
    tokenizer = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = learner.normalizer
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in special])
    tokenizer.add_special_tokens([AddedToken("<|end|>", normalized=False, special=True, rstrip=True)])
    tokenizer.add_tokens([AddedToken("[pad]", normalized=False, single_word=True)])
    tokenizer.post_processor = template("<s>", 1)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return tokenizer


def llama3():
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(GPT4_WORDS), "isolated", False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    model = train(tokenizer, 700, [], sorted(pre_tokenizers.ByteLevel.alphabet()))
    vocab, merges = dict(model["vocab"]), [tuple(m) for m in model["merges"]]
    for whole in ("Ġropemakers", "ĠREEPERBAHN"):  # pieces that no merge makes: only ignore_merges finds them
        vocab.setdefault(whole, len(vocab))
    tokenizer.model = models.BPE(vocab, merges, ignore_merges=True)
    tokenizer.add_special_tokens(["<|begin|>", AddedToken("<|end|>", special=True, lstrip=True)])
    tokenizer.add_tokens([AddedToken("[pad]", normalized=True), AddedToken("[mask]", lstrip=True, rstrip=True)])
    tokenizer.post_processor = processors.Sequence(
        [processors.ByteLevel(trim_offsets=False), template("<|begin|>", tokenizer.token_to_id("<|begin|>"))]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def metaspace():
    special = ["<unk>", "<s>", "</s>"]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))  # no byte fallback, unknowns stay apart
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=True)
    train(tokenizer, 400, special)
    tokenizer.add_tokens([AddedToken("[pad]", single_word=True), AddedToken("[mask]", lstrip=True)])
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="first")
    return tokenizer


def nfc_digits():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=True)]
    )
    train(tokenizer, 450, ["<|end|>"], sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.add_tokens([AddedToken("e\u0301\u0301", normalized=True), AddedToken("[pad]", rstrip=True)])
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def main():
    OUT.mkdir(exist_ok=True)
    expected = {}
    for make in (llama2, llama3, metaspace, nfc_digits):
        # Merges once as pairs and once as "a b", so that both spellings are read.
        tokenizer = make()
        file = json.loads(tokenizer.to_str())
        if make in (llama3, metaspace):
            file["model"]["merges"] = [" ".join(merge) for merge in file["model"]["merges"]]
        text = json.dumps(file, ensure_ascii=False, separators=(",", ":"))
        (OUT / f"{make.__name__}.json").write_text(text + "\n", encoding="utf-8")
        tokenizer = Tokenizer.from_str(text)
        with_special = tokenizer.encode("rope").ids
        without = tokenizer.encode("rope", add_special_tokens=False).ids
        rows = []
        for sample in SAMPLES:
            ids = tokenizer.encode(sample, add_special_tokens=False).ids
            rows.append({"ids": ids, "decoded": tokenizer.decode(ids)})
        megabyte = tokenizer.encode(long_line(MEGABYTE), add_special_tokens=False).ids
        expected[make.__name__] = {
            "bos": with_special[0] if len(with_special) > len(without) else None,
            "rows": rows,
            "megabyte": {"lines": MEGABYTE, "ids": len(megabyte), "fnv": fnv(megabyte)},
        }
    text = json.dumps({"samples": SAMPLES, "expected": expected}, ensure_ascii=True, separators=(",", ":"))
    (OUT / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
