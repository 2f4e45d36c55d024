/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.nameplate.model", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule theModelIsPure = Rooms.of("io.nameplate.model..")
            .knowOnly(
                    "java.lang..",
                    "java.math..",
                    "java.nio",
                    "java.nio.charset..",
                    "java.security..",
                    "java.time..",
                    "java.util..",
                    "java.io..",
                    "org.jspecify..",
                    "com.google.protobuf..",
                    "org.snakeyaml..");

    @ArchTest
    static final ArchRule nothingReadsFilesOrTheNetwork = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.io\\.(File|RandomAccess|Console|Buffered|Print).*|java\\.nio\\.(file|channels)\\..*"
                            + "|java\\.net\\..*");

    @ArchTest
    static final ArchRule nothingStartsThreads = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.lang\\.Thread|java\\.util\\.Timer.*|java\\.util\\.concurrent\\..*Executor.*");

    @ArchTest
    static final ArchRule nothingReadsAClock = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.time.Clock.class);

    @ArchTest
    static final ArchRule onlyDocumentsKnowYaml =
            Rooms.of("io.nameplate.model.language.document").aloneKnow("org.snakeyaml..");

    @ArchTest
    static final ArchRule onlyTheWireKnowsProtobuf =
            Rooms.of("io.nameplate.model.wire").aloneKnow("com.google.protobuf..");

    @ArchTest
    static final ArchRule evidenceKnowsNoContract = noClasses()
            .that()
            .resideInAPackage("io.nameplate.model.evidence")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.nameplate\\.model\\.(verdict|account)\\..*"
                    + "|io\\.nameplate\\.model\\.language\\.(Lease|CapacityLine|Term|Window|Allocation)");

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("io.nameplate.model.(**)").should().beFreeOfCycles();
}
