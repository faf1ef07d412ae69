console.log("Packages, database client and pages are built; a start builds nothing more");
