/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is timed does what it says: it ends by finding every message's values in the spool, or throws. */
class ParseForkTest {

    @ParameterizedTest
    @EnumSource
    void everyMessageOfEveryFormIsInTheSpoolAsItWasSent(NodeMessages.Form form, @TempDir Path folder)
            throws IOException {
        new ParseFork(form, 2, folder.resolve("spool")).run(1);
    }
}
