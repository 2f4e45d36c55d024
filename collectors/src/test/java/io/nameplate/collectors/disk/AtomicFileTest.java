/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenTakesThePlaceOfWhatWasThereAndLeavesNothingBeside() throws IOException {
        Path file = folder.resolve("f");
        assertThat(AtomicFile.read(file)).isEmpty();
        AtomicFile.write(file, List.of("one", "two", "three"));
        assertThat(file).hasContent("one\ntwo\nthree\n");
        AtomicFile.write(file, "four");
        assertThat(file).hasContent("four");
        AtomicFile.write(file, bytes("fi"), bytes(""), bytes("ve\nsix"));
        assertThat(AtomicFile.read(file)).containsExactly("five", "six");
        assertThat(folder.toFile().list()).containsExactly("f");
    }

    @Test
    void whatCannotBeWrittenLeavesWhatWasThere() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "old");
        Files.createDirectory(folder.resolve("f" + AtomicFile.UNFINISHED));
        assertThatThrownBy(() -> AtomicFile.write(file, "new")).isInstanceOf(IOException.class);
        assertThat(file).hasContent("old");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
