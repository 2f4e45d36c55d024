/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.orders;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Both sides trust what is decided here, so it decides on nothing but what it is given. */
@AnalyzeClasses(packages = "io.nameplate.orders", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

    @ArchTest
    static final ArchRule verifyingTouchesNoFileNoNetworkAndNoClock = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.lang..",
                    "java.math..",
                    "java.security..",
                    "java.text..",
                    "java.time..",
                    "java.util..",
                    "org.jspecify..",
                    "com.nimbusds.jose..",
                    "com.fasterxml.jackson.core..",
                    "io.nameplate.orders..");
}
