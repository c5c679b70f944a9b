"""The few calls aiokafka makes of cramjam, on Debian's python3-snappy, python3-lz4 and python3-zstandard."""

import io
from types import SimpleNamespace

import lz4.frame as _lz4
import snappy as _snappy
import zstandard as _zstd


class _Lz4Compressor:
    def __init__(self, level=0, content_checksum=False, block_linked=False, **_):
        self._options = {"compression_level": level or 0, "content_checksum": content_checksum, "block_linked": block_linked}
        self._data = io.BytesIO()

    def compress(self, data):
        return self._data.write(data)

    def finish(self):
        return _lz4.compress(self._data.getvalue(), **self._options)


def _zstd_decompress(data):
    with _zstd.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True) as reader:
        return reader.read()


snappy = SimpleNamespace(
    compress_raw=lambda data: _snappy.compress(bytes(data)),
    decompress_raw=lambda data: _snappy.decompress(bytes(data)))
lz4 = SimpleNamespace(
    Compressor=_Lz4Compressor,
    decompress=lambda data: _lz4.decompress(bytes(data)))
zstd = SimpleNamespace(
    compress=lambda data, level=3: _zstd.ZstdCompressor(level=level or 3).compress(bytes(data)),
    decompress=lambda data: _zstd_decompress(bytes(data)))
